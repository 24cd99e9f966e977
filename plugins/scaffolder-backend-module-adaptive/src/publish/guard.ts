import {
  formatFindings,
  planEngine,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { InputError } from '@backstage/errors';
import { withIndependentKeda } from '../actions/checkEngine';
import type { TreeChange } from './gitFiles';
import type { PublishRequest } from './types';

/**
 * Rules that hold for whatever is committed. All others are about engines as the generator makes them, and are for the
 * steps before.
 */
const RULES = [
  'secret-in-git',
  'keda-pruned',
  'manifest-not-applied',
  'promql',
  'trigger-threshold',
];

/** The files that changes leave behind. */
function filesAfter(
  before: readonly RenderedFile[],
  changes: readonly TreeChange[],
): RenderedFile[] {
  const files = new Map(before.map(({ path, content }) => [path, content]));
  for (const { path, content } of changes) {
    if (content) files.set(path, new TextDecoder().decode(content));
    else files.delete(path);
  }
  return [...files].map(([path, content]) => ({ path, content }));
}

/**
 * The last look at what would be committed, whatever made the files: no secret, no trigger that cannot work, no manifest
 * that nothing installs, and no KEDA taken from under other engines.
 *
 * @param before - files of the engine on the target branch
 * @throws InputError with every error
 */
export function assertPublishable(
  { operation, kedaIsIndependent }: PublishRequest,
  before: readonly RenderedFile[],
  changes: readonly TreeChange[],
): void {
  const { findings } = planEngine({
    operation: operation === 'delete' ? 'delete' : 'apply',
    before,
    after: operation === 'delete' ? [] : filesAfter(before, changes),
  });
  const errors = withIndependentKeda(findings, kedaIsIndependent).filter(
    ({ severity, rule }) => severity === 'error' && RULES.includes(rule),
  );
  if (errors.length > 0) {
    throw new InputError(
      `Nothing was pushed, ${errors.length} ${
        errors.length === 1 ? 'rule is' : 'rules are'
      } broken:\n${formatFindings(errors)}`,
    );
  }
}
