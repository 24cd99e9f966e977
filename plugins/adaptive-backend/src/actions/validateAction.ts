import {
  adaptiveEnginePlanPermission,
  type PlanResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import {
  checkEngineInput,
  validateEngine,
  type EngineInput,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { READ_ONLY } from './fleetActions';
import {
  ENGINE,
  ENGINE_EXAMPLE,
  hasErrors,
  planApply,
  refOf,
  type PlanActionsOptions,
} from './planFromFacts';
import { findingsOutput } from './schemas';

/** Facts of the place, or why there are none: an engine can be checked without them. */
async function factsFor(
  planner: PlanActionsOptions['planner'],
  input: EngineInput,
  repositoryId: string | undefined,
  credentials: BackstageCredentials,
): Promise<{ facts: PlanResponse } | { reason: string }> {
  const ids = planner.repositoryIds();
  const id = repositoryId ?? (ids.length === 1 ? ids[0] : undefined);
  if (id === undefined) {
    return {
      reason: `No repositoryId was given; there are ${
        ids.join(', ') || 'none'
      }`,
    };
  }
  try {
    const facts = await planner.plan(
      { repositoryId: id, operation: 'apply', engine: refOf(input) },
      credentials,
    );
    return { facts };
  } catch (error) {
    if (error instanceof InputError || error instanceof NotAllowedError) {
      throw error;
    }
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Registers `validate-engine`. */
export function registerValidateEngine({
  registry,
  planner,
}: PlanActionsOptions): void {
  registry.register({
    name: 'validate-engine',
    title: 'Validate an Adaptive engine',
    description:
      'Checks the description of an Adaptive engine against its schema, the rules of its chart version, autoscaling, secrets and, where they are known, the live facts of its cluster. Each finding says what is wrong and what to do. Changes nothing.',
    attributes: READ_ONLY,
    visibilityPermission: adaptiveEnginePlanPermission,
    examples: [
      { title: 'Validate an engine', input: { engine: ENGINE_EXAMPLE } },
    ],
    schema: {
      input: z =>
        z.object({
          engine: z.record(z.unknown()).describe(ENGINE),
          repositoryId: z
            .string()
            .optional()
            .describe(
              'Id in adaptive.gitops.repositories; needed for live facts when there are several',
            ),
        }),
      output: z =>
        z.object({
          valid: z.boolean().describe('No finding is an error'),
          findings: findingsOutput(z),
          liveFacts: z
            .boolean()
            .describe('Whether the cluster was looked at as well'),
          reason: z.string().optional().describe('Why it was not'),
        }),
    },
    action: async ({ input, credentials }) => {
      const checked = checkEngineInput(input.engine);
      if (!checked.input) {
        const { findings } = checked;
        return { output: { valid: false, findings, liveFacts: false } };
      }
      const found = await factsFor(
        planner,
        checked.input,
        input.repositoryId,
        credentials,
      );
      const { findings } =
        'facts' in found
          ? planApply(checked.input, found.facts)
          : { findings: validateEngine(checked.input) };
      return {
        output: {
          valid: !hasErrors(findings),
          findings,
          liveFacts: 'facts' in found && found.facts.cluster.known,
          ...('reason' in found && { reason: found.reason }),
        },
      };
    },
  });
}
