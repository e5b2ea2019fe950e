import { packVsix } from '../../../scripts/lib/bundle.mjs';

/** The package to test: the one that TANDEM_VSIX names, else one made now from the sources. */
export async function vsixToTest(): Promise<string> {
  const { TANDEM_VSIX } = process.env;
  return TANDEM_VSIX ?? packVsix();
}
