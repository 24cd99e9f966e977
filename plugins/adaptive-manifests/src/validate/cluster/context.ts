import type {
  ClusterFacts,
  EngineRef,
  Fact,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  sortEngineFiles,
  type EngineFiles,
  type FileObject,
} from '../../extract/manifestReader';
import type { EngineInput, FindingFix, RenderedFile } from '../../model';
import { readFiles } from '../../plan/documents';
import { workloadsIn, type EngineWorkloads } from '../../plan/workloads';
import { shown } from '../../parse/inputReader';
import { Findings } from '../findings';
import { pointer } from '../fixes';

/** What the rules of layer 6 look at. */
export interface ClusterContext {
  input: EngineInput;
  facts: ClusterFacts;
  objects: FileObject[];
  /** Absent when the files are no complete engine. */
  engine?: EngineWorkloads;
  findings: Findings;
}

function workloadsOf(files: EngineFiles): EngineWorkloads | undefined {
  try {
    return workloadsIn(files);
  } catch {
    // Said by the layers that read the files.
    return undefined;
  }
}

export function clusterContext(
  input: EngineInput,
  files: readonly RenderedFile[],
  facts: ClusterFacts,
): ClusterContext {
  const read = readFiles(files);
  return {
    input,
    facts,
    objects: read.objects,
    engine: workloadsOf(sortEngineFiles(read.whole, read.files)),
    findings: new Findings(),
  };
}

/**
 * The value of a fact; when it is not known, a note that says what could not be checked, and why.
 *
 * @param what - completes "Whether … could not be checked"
 */
export function known<T>(
  { findings }: ClusterContext,
  fact: Fact<T>,
  about: { rule: string; path: string; what: string },
): T | undefined {
  if (fact.value === undefined) {
    const reason = fact.reason ?? 'it is not known yet';
    findings.info(
      `${about.rule}-unchecked`,
      about.path,
      `Whether ${about.what} could not be checked: ${reason}`,
      'Look at the cluster by other means, or repeat the plan later',
    );
  }
  return fact.value;
}

export function clusterName({ input }: ClusterContext): string {
  return `cluster ${shown(input.cluster)}`;
}

/** Whether a place is that of the engine itself. */
export function isItself(
  { input }: ClusterContext,
  ref: EngineRef | undefined,
): boolean {
  return (
    ref?.cluster === input.cluster &&
    ref.namespace === input.namespace &&
    ref.release === input.name
  );
}

/** Whether one of the files has an object of the kind. */
export function hasKind({ objects }: ClusterContext, kind: string): boolean {
  return objects.some(({ object }) => object.kind === kind);
}

export function setTo(
  keys: Array<string | number>,
  value: string | number,
): FindingFix[] {
  return [{ op: 'add', path: pointer(...keys), value }];
}
