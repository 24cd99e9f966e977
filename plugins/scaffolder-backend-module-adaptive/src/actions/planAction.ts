import {
  stringifyEngineRef,
  type EngineRef,
  type PlanOperation,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  editEngineFiles,
  engineEntityName,
  parseEngineInput,
  pausePools,
  renderEngine,
  summarizePlan,
  type EngineInput,
  type EnginePlan,
  type RenderedFile,
  type RenderTarget,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  renderTargetFor,
  type ClusterTargets,
  type EngineAccess,
  type EngineReader,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { placeIsTaken } from '../access/notForYou';
import { planChange } from '../plan/planChange';
import type { PlanFacts } from '../plan/planFacts';
import {
  checkEngine,
  logFindings,
  outputFindings,
  refuseErrors,
  withIndependentKeda,
} from './checkEngine';
import { engineRefOf, readEngineRef } from './engineRef';
import { assertWatchedCluster, findRepository } from './lookups';
import { planExamples } from './planAction.examples';
import { planInput, planOutput } from './planAction.schema';

/** What the action works with. */
export interface PlanActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
  reader: EngineReader;
  access: EngineAccess;
  facts: PlanFacts;
}

/** What is to become of an engine. */
interface Wanted {
  operation: PlanOperation;
  ref: EngineRef;
  target: RenderTarget;
  input?: EngineInput;
  /** The files after the change, merged into those of an engine that is there. */
  after(current: RenderedFile[]): RenderedFile[];
}

interface Asked {
  repository: GitOpsRepositoryConfig;
  clusters: ClusterTargets;
  engine: unknown;
  engineRef: string | EngineRef | undefined;
  pausedPools: string[];
}

function deletion({ repository, clusters, engineRef }: Asked): Wanted {
  if (engineRef === undefined) {
    throw new InputError('engineRef is missing; delete needs it');
  }
  const ref = readEngineRef(engineRef);
  const cluster = clusters.forCluster(ref.cluster);
  const target = renderTargetFor({ repository, cluster });
  return { operation: 'delete', ref, target, after: () => [] };
}

/** Ends at errors of the engine itself, before any server is asked. */
function application(asked: Asked): Wanted {
  const { repository, clusters, engine, pausedPools } = asked;
  const input = parseEngineInput(engine);
  assertWatchedCluster(clusters.watched, input.cluster);
  const target = renderTargetFor({
    repository,
    cluster: clusters.forCluster(input.cluster),
  });
  checkEngine(input, target);
  const next = pausePools(renderEngine(input, target), input, pausedPools);
  return {
    operation: 'apply',
    ref: engineRefOf(input),
    target,
    input,
    after: current =>
      current.length === 0
        ? next
        : editEngineFiles({ current, next, target }).files,
  };
}

/** Whether the nodes hold every pool at its largest; `undefined` when that is not known of all. */
function fits({ pools }: EnginePlan): boolean | undefined {
  const known = pools.flatMap(({ after, fit }) =>
    after ? [fit && fit.verdict === 'fits'] : [],
  );
  if (known.includes(false)) return false;
  return known.length > 0 && !known.includes(undefined) ? true : undefined;
}

/** A plan as plain data. */
function outputsOf(plan: EnginePlan) {
  const everyPoolFits = fits(plan);
  return {
    changed: plan.files.length > 0,
    files: plan.files.map(file => ({ ...file })),
    changes: plan.changes.map(change => ({
      ...change,
      keys: change.keys.map(key => ({ ...key })),
    })),
    pools: plan.pools.map(({ fit, ...pool }) => ({
      ...pool,
      ...(fit ? { fit: { ...fit } } : {}),
    })),
    gpus: {
      ...plan.gpus,
      ...(everyPoolFits === undefined ? {} : { fits: everyPoolFits }),
    },
    restarts: plan.restarts.map(restart => ({ ...restart })),
    findings: outputFindings(plan.findings),
    summary: summarizePlan(plan),
  };
}

/**
 * Creates the action `adaptive:engine:plan`: what publishing an engine, or its deletion, would change on the target
 * branch and in the cluster. It reads and changes nothing, so that a dry run is the same as a run.
 */
export function createPlanAction(options: PlanActionOptions) {
  const { repositories, clusters, reader, access, facts } = options;
  return createTemplateAction({
    id: 'adaptive:engine:plan',
    description:
      'Compares an Adaptive engine with the target branch of a GitOps repository and with its cluster: files, differences, GPUs, restarts and findings. Ends the task at findings that are errors',
    examples: planExamples,
    supportsDryRun: true,
    schema: { input: planInput, output: planOutput },
    async handler(ctx) {
      const { input, logger, signal } = ctx;
      const repository = findRepository(repositories, input.repositoryId);
      const asked = {
        repository,
        clusters,
        engine: input.engine,
        engineRef: input.engineRef,
        pausedPools: input.pausedPools ?? [],
      };
      const wanted =
        input.operation === 'delete' ? deletion(asked) : application(asked);
      const { operation, ref, target } = wanted;
      const credentials = await ctx.getInitiatorCredentials();
      const mayKnow = await access.decide({ engine: ref, credentials, signal });
      const { commit, files: found } = await reader.read(repository, ref);
      const known = await mayKnow(async () => found);
      if (!known && operation !== 'delete') throw placeIsTaken(ref);
      // A deletion of what the person may not know of looks like that of an engine git does not have.
      const before = known ? found : [];
      const after = wanted.after(before);
      const answer = await facts.ask(
        {
          repositoryId: repository.id,
          operation,
          engine: ref,
          ...(operation === 'apply' ? { files: after } : {}),
        },
        { credentials, signal },
      );
      const computed = planChange({
        operation,
        before,
        after,
        input: wanted.input,
        target,
        facts: answer.cluster,
        schemaFindings: answer.findings,
      });
      const plan: EnginePlan = {
        ...computed,
        findings: withIndependentKeda(
          computed.findings,
          input.kedaIsIndependent,
        ),
      };
      const text = stringifyEngineRef(ref);
      logFindings(logger, plan.findings);
      refuseErrors(`Engine '${text}' must not be changed so`, plan.findings);
      logger.info(`${plan.files.length} files of engine ${text} would change`);
      const outputs = {
        engineRef: text,
        entityRef: `component:default/${engineEntityName(ref)}`,
        exists: before.length > 0,
        commit,
        ...outputsOf(plan),
      };
      for (const [name, value] of Object.entries(outputs)) {
        ctx.output(name as keyof typeof outputs, value);
      }
    },
  });
}
