import { extractEngine } from '../extract';
import type { EngineInput, RenderedFile } from '../model';
import { readFiles, type ReadFiles } from './documents';
import { engineWorkloads, type EngineWorkloads } from './workloads';

/** One state of an engine, as far as its files can be read. */
export interface PlanState extends ReadFiles {
  /** Absent when the files are no complete engine. */
  engine?: EngineWorkloads;
  /** Absent when the files do not describe an engine, see `inputFault`. */
  input?: EngineInput;
  inputFault?: string;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : 'it cannot be read';
}

function workloadsOf(
  files: readonly RenderedFile[],
): EngineWorkloads | undefined {
  try {
    return engineWorkloads(files);
  } catch (error) {
    // People may have written anything into the values; the prediction expects the shapes of the chart.
    return { workloads: [], predicted: [], refusal: reason(error) };
  }
}

/** Reads what is known of an engine from its files; never throws. */
export function planState(files: readonly RenderedFile[]): PlanState {
  const read = readFiles(files);
  const state: PlanState = { ...read, engine: workloadsOf(read.files) };
  if (files.length === 0) return state;
  try {
    state.input = extractEngine(read.files);
  } catch (error) {
    state.inputFault = reason(error);
  }
  return state;
}
