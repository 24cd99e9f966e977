import { extractFrom } from '../extract/extractEngine';
import { sortEngineFiles, type EngineFiles } from '../extract/manifestReader';
import type { EngineInput, RenderedFile } from '../model';
import { readFiles, type ReadContents, type ReadFiles } from './documents';
import { workloadsIn, type EngineWorkloads } from './workloads';

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

function workloadsOf(files: EngineFiles): EngineWorkloads | undefined {
  try {
    return workloadsIn(files);
  } catch (error) {
    // People may have written anything into the values; the prediction expects the shapes of the chart.
    return { workloads: [], predicted: [], refusal: reason(error) };
  }
}

/** Reads what is known of an engine from its files, each text once; never throws. */
export function planState(
  files: readonly RenderedFile[],
  known: ReadContents,
): PlanState {
  const read = readFiles(files, known);
  const sorted = sortEngineFiles(read.whole, read.files);
  const state: PlanState = { ...read, engine: workloadsOf(sorted) };
  if (files.length === 0) return state;
  try {
    state.input = extractFrom(sorted);
  } catch (error) {
    state.inputFault = reason(error);
  }
  return state;
}
