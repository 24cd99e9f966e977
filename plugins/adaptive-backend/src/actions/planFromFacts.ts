import {
  stringifyEngineRef,
  type EngineRef,
  type PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  editEngineFiles,
  planEngine,
  renderEngine,
  validateEngine,
  type EngineInput,
  type EnginePlan,
  type Finding,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { ConflictError } from '@backstage/errors';
import { checkManifests } from '../plan/manifests/checkManifests';
import type { Planner } from '../plan/Planner';

/** What actions that plan work with. */
export interface PlanActionsOptions {
  registry: ActionsRegistryService;
  planner: Pick<Planner, 'plan' | 'repositoryIds'>;
}

/** What an engine is, for those who call an action. */
export const ENGINE =
  'The engine as the template adaptive-engine asks for it: name, owner, cluster, namespace, chartVersion, containerRegistry, images, rootUrl, secrets (names of Secrets, never values), pools, autoscaling, mlflow and options; findings name fields that are wrong';

/** A small engine that is right. */
export const ENGINE_EXAMPLE = {
  name: 'chat',
  owner: 'group:default/team-chat',
  cluster: 'eu-1',
  namespace: 'team-chat',
  chartVersion: '0.23.0',
  containerRegistry: 'registry.example.com',
  images: {
    harmony: { repository: 'adaptive/harmony', tag: '1.4.2' },
    controlPlane: { repository: 'adaptive/control-plane', tag: '1.4.2' },
  },
  rootUrl: 'https://chat.example.com',
  secrets: { controlPlane: 'chat-control-plane', harmony: 'chat-harmony' },
  pools: [{ name: 'llama', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 }],
  autoscaling: { mode: 'platform' },
  mlflow: { mode: 'internal' },
};

/** The place of an engine that is described. */
export function refOf(input: EngineInput): EngineRef {
  const { cluster, namespace, name: release } = input;
  return { cluster, namespace, release };
}

export const hasErrors = (findings: readonly Finding[]) =>
  findings.some(({ severity }) => severity === 'error');

/** Files as they would be; those that people changed by hand keep their changes. */
function filesAfter(
  input: EngineInput,
  { repository, target }: PlanResponse,
): RenderedFile[] {
  const next = renderEngine(input, target);
  return repository.files.length === 0
    ? next
    : editEngineFiles({ current: repository.files, next, target }).files;
}

/** What applying the engine would do; findings of the engine itself where those are errors. */
export function planApply(
  input: EngineInput,
  facts: PlanResponse,
): EnginePlan | { findings: Finding[] } {
  const { repository, target, cluster } = facts;
  if (repository.foreign) {
    throw new ConflictError(
      `An engine cannot be created as '${stringifyEngineRef(
        refOf(input),
      )}'; choose another name or namespace`,
    );
  }
  const findings = validateEngine(input, target);
  if (hasErrors(findings)) return { findings };
  const after = filesAfter(input, facts);
  return planEngine({
    operation: 'apply',
    before: repository.files,
    after,
    input,
    target,
    facts: cluster,
    schemaFindings: checkManifests(after),
  });
}

/** What removing the engine would do; one that the caller may not know of is one that git does not have. */
export function planDelete({
  repository,
  target,
  cluster,
}: PlanResponse): EnginePlan {
  return planEngine({
    operation: 'delete',
    before: repository.files,
    after: [],
    target,
    facts: cluster,
  });
}
