import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type {
  EngineInput,
  Finding,
  RenderedFile,
  RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { placeIsTaken } from '../access/notForYou';
import { planChange } from './planChange';
import type { PlanFacts, PlanFactsAsker } from './planFacts';

/** An engine and the place it goes to. */
export interface PlaceCheck {
  repositoryId: string;
  engine: EngineRef;
  input: EngineInput;
  target: RenderTarget;
  /** All files of the engine as it is to be. */
  files: RenderedFile[];
  facts: PlanFacts;
  asker: PlanFactsAsker;
}

/**
 * Checks an engine by itself, its files against the strict schemas, and both against what the target branch and the
 * cluster have, as far as the Adaptive backend tells.
 *
 * @returns findings of all layers, errors first
 * @throws ConflictError when the place belongs to an engine that the person may not know of
 */
export async function checkPlace(check: PlaceCheck): Promise<Finding[]> {
  const { repositoryId, engine, input, target, files, facts, asker } = check;
  const { cluster, repository, findings } = await facts.ask(
    { repositoryId, operation: 'apply', engine, files },
    asker,
  );
  if (repository?.foreign) throw placeIsTaken(engine);
  return planChange({
    operation: 'apply',
    before: repository?.files ?? [],
    after: files,
    input,
    target,
    facts: cluster,
    schemaFindings: findings,
  }).findings;
}
