/** Whether more of a metric is better. */
export type Direction = 'higher' | 'lower';

const LOWER =
  /(?:^|[^a-z])(?:loss|losses|err|error|errors|mse|rmse|mae|mape|smape|msle|rmsle|nll|bce|ce|cross[_ -]?entropy|perplexity|ppl|wer|cer|fid|kl|latency|duration|time|seconds|ms|brier|hinge|deviance|aic|bic|regret|cost|distance|divergence|misses|fpr|fnr|ece)(?:$|[^a-z])/;
const HIGHER =
  /(?:^|[^a-z])(?:acc|accuracy|auc|auroc|auprc|roc|precision|recall|f\d+|score|r2|map|ap|iou|miou|dice|bleu|rouge[a-z0-9]*|meteor|ndcg|mrr|hits?|reward|return|psnr|ssim|specificity|sensitivity|mcc|kappa|throughput|tpr|tnr|top\d+|likelihood|win[_ -]?rate)(?:$|[^a-z])/;

/**
 * Guesses from the name; undefined where it says nothing or both. Words stand between separators or digits:
 * `val_loss`, `train/top5-acc`, `logLoss`.
 */
export function metricDirection(key: string): Direction | undefined {
  const words = key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const lower = LOWER.test(words);
  const higher = HIGHER.test(words);
  // `error_score`, `loss/score`: a loss by any other name still wants to be low.
  if (lower) return 'lower';
  return higher ? 'higher' : undefined;
}

/** The better of two values; NaN is worse than anything. */
export function isBetter(value: number, than: number, direction: Direction): boolean {
  if (Number.isNaN(value)) return false;
  if (Number.isNaN(than)) return true;
  return direction === 'higher' ? value > than : value < than;
}
