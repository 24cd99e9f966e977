import { toError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  AdaptiveApi,
  EngineRef,
  PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  checkEngineInput,
  editEngineFiles,
  pausePools,
  planEngine,
  renderEngine,
  validateEngine,
  type EngineInput,
  type EnginePlan,
  type EngineState,
  type Finding,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { isObject } from '../sections/sectionValues';
import { changedEngine } from './changedEngine';
import { uncheckedFacts } from './uncheckedFacts';

/**
 * What a form is about to do: write a new engine, or change the one at a place.
 *
 * @internal
 */
export type FormIntent =
  | { kind: 'create'; repositoryId: string; engine: JsonObject }
  | {
      kind: 'edit';
      repositoryId: string;
      place: EngineRef;
      change: JsonObject;
    };

/**
 * A plan as far as it can be made.
 *
 * @internal
 */
export interface FormPlan {
  /** Absent when the engine cannot be rendered, or the portal does not say where to. */
  plan?: EnginePlan;
  /** Errors first. With an error the form must not go on. */
  findings: Finding[];
  facts?: PlanResponse;
  /** Names of the pools that findings number, as far as they have one. */
  poolNames?: Array<string | undefined>;
  /** What could not be looked at, as sentences without their end. */
  unchecked: string[];
}

type Options = { api: AdaptiveApi; intent: FormIntent; signal?: AbortSignal };

function fault(path: string, sentence: string, remedy: string): Finding {
  return { rule: 'plan', severity: 'error', path, sentence, remedy };
}

function placeOf({ cluster, namespace, name }: EngineInput): EngineRef {
  return { cluster, namespace, release: name };
}

/** The files after the change: merged into those of an engine that is there, as the actions do. */
function filesAfter(
  { engine, pausedPools }: EngineState,
  { target, repository }: PlanResponse,
): RenderedFile[] {
  const next = pausePools(renderEngine(engine, target), engine, pausedPools);
  return repository.files.length === 0
    ? next
    : editEngineFiles({ current: repository.files, next, target }).files;
}

/** Without facts only the rules of the chart can be asked. */
function withoutFacts(input: EngineInput, error: unknown): FormPlan {
  return {
    findings: validateEngine(input),
    unchecked: [
      `The portal does not answer (${toError(error).message})`,
      'Files, replicas, GPUs and what the cluster has are not shown, and not checked; the task checks them again',
    ],
  };
}

async function planOf(
  { api, intent, signal }: Options,
  state: EngineState,
  facts: PlanResponse,
): Promise<FormPlan> {
  const { engine: input } = state;
  const { repository, target } = facts;
  const unchecked = uncheckedFacts(facts);
  if (repository.foreign) {
    const taken = fault(
      'namespace',
      `Namespace ${input.namespace} of cluster ${input.cluster} has an engine ${input.name} in the repository already, which you may not see`,
      'Choose another name or namespace',
    );
    return {
      findings: [taken, ...validateEngine(input, target)],
      facts,
      unchecked,
    };
  }
  let after: RenderedFile[];
  try {
    after = filesAfter(state, facts);
  } catch (error) {
    const findings = validateEngine(input, target);
    return {
      findings: findings.some(({ severity }) => severity === 'error')
        ? findings
        : [
            fault(
              '',
              toError(error).message,
              'Correct it, then come back to the plan',
            ),
            ...findings,
          ],
      facts,
      unchecked,
    };
  }
  const checked = await api
    .plan(
      {
        repositoryId: intent.repositoryId,
        operation: 'apply',
        engine: placeOf(input),
        files: after,
      },
      { signal },
    )
    .catch((error: unknown) => {
      unchecked.push(
        `Manifests are not checked against the schemas of their kinds (${
          toError(error).message
        })`,
      );
      return undefined;
    });
  const plan = planEngine({
    operation: 'apply',
    before: repository.files,
    after,
    input,
    target,
    facts: facts.cluster,
    schemaFindings: checked?.findings,
  });
  return { plan, findings: plan.findings, facts, unchecked };
}

/** Names in what was entered, which may be anything. */
function namesOf(pools: JsonValue | undefined): Array<string | undefined> {
  return (Array.isArray(pools) ? pools : []).map(pool =>
    isObject(pool) && typeof pool.name === 'string' ? pool.name : undefined,
  );
}

async function planCreation(
  options: Options,
  raw: JsonObject,
): Promise<FormPlan> {
  const { input, findings } = checkEngineInput(raw);
  if (!input) return { findings, unchecked: [], poolNames: namesOf(raw.pools) };
  const { api, intent, signal } = options;
  let facts: PlanResponse;
  try {
    facts = await api.plan(
      {
        repositoryId: intent.repositoryId,
        operation: 'apply',
        engine: placeOf(input),
      },
      { signal },
    );
  } catch (error) {
    return { ...withoutFacts(input, error), poolNames: namesOf(raw.pools) };
  }
  const poolNames = input.pools.map(({ name }) => name);
  return {
    ...(await planOf(options, { engine: input, pausedPools: [] }, facts)),
    poolNames,
  };
}

async function planEdit(
  options: Options,
  place: EngineRef,
  change: JsonObject,
): Promise<FormPlan> {
  const { api, intent, signal } = options;
  let facts: PlanResponse;
  try {
    facts = await api.plan(
      {
        repositoryId: intent.repositoryId,
        operation: 'apply',
        engine: place,
      },
      { signal },
    );
  } catch (error) {
    return {
      findings: [],
      unchecked: [
        `The portal does not answer (${toError(error).message})`,
        'The engine in git cannot be read here, so that nothing of the change is shown or checked; the task checks it',
      ],
    };
  }
  const { repository } = facts;
  if (repository.commit === undefined) {
    return { findings: [], facts, unchecked: uncheckedFacts(facts) };
  }
  let state: EngineState;
  try {
    state = changedEngine(repository.files, change);
  } catch (error) {
    return {
      findings: [
        fault(
          '',
          toError(error).message,
          repository.files.length === 0
            ? 'Choose the repository that holds the engine'
            : 'Correct the change',
        ),
      ],
      facts,
      unchecked: [],
    };
  }
  return {
    ...(await planOf(options, state, facts)),
    poolNames: state.engine.pools.map(({ name }) => name),
  };
}

/**
 * Makes the plan of what a form is about to do, with the same code as the actions, from facts that the viewer may know.
 * Never rejects for what the portal or git does not answer: that is said in the result.
 *
 * @throws when the request is aborted
 * @internal
 */
export async function loadPlan(options: Options): Promise<FormPlan> {
  const { intent, signal } = options;
  const plan =
    intent.kind === 'create'
      ? await planCreation(options, intent.engine)
      : await planEdit(options, intent.place, intent.change);
  signal?.throwIfAborted();
  return plan;
}
