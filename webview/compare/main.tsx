import { render } from 'preact';
import type { CompareCalls, CompareNotes } from '../../src/contracts/compare.ts';
import { connect } from '../kit/rpc.ts';
import { registerToolkit } from '../kit/toolkit.ts';
import { persistentState } from '../kit/viewState.ts';
import { vscodeApi } from '../kit/vscodeApi.ts';
import { App } from './App.tsx';
import { CompareModel } from './model.ts';
import { decodeViewState } from './state.ts';
import './style.css';

const api = vscodeApi();
registerToolkit();
const notes: CompareNotes = {
  runsChanged: () => model.notes().runsChanged(),
  metricsChanged: (keys) => model.notes().metricsChanged(keys),
};
const host = connect<CompareCalls, CompareNotes>(api, notes);
const model = new CompareModel(host, persistentState(api, decodeViewState));
render(<App model={model} />, document.getElementById('root') ?? document.body);
model.refresh();
