import {
  checkEngineInput,
  validateEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  renderTargetFor,
  type ClusterTargets,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';
import { findingsSchema, logFindings } from './checkEngine';
import { engineSchema } from '../schema/engineSchema';
import { assertWatchedCluster, findRepository } from './lookups';
import { exampleEngine } from './renderAction.examples';

/** What the action works with. */
export interface ValidateActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
}

/** Examples of `adaptive:engine:validate`, shown in the portal and run as tests. */
export const validateExamples = [
  {
    description: 'Check an engine and go on whatever is found',
    example: stringify({
      steps: [
        {
          id: 'validate',
          name: 'Check the engine',
          action: 'adaptive:engine:validate',
          input: {
            repositoryId: 'platform',
            engine: exampleEngine,
            failOn: 'never',
          },
        },
      ],
    }),
  },
];

const FAILS = { error: ['error'], warning: ['error', 'warning'], never: [''] };

/**
 * Creates the action `adaptive:engine:validate`: an engine in, findings out. It reaches no server, so that a dry run is
 * the same as a run.
 */
export function createValidateAction(options: ValidateActionOptions) {
  const { repositories, clusters } = options;
  return createTemplateAction({
    id: 'adaptive:engine:validate',
    description:
      'Checks an Adaptive engine against the rules of its chart version, of autoscaling and of the place it goes to',
    examples: validateExamples,
    supportsDryRun: true,
    schema: {
      input: {
        repositoryId: z =>
          z
            .string()
            .describe('Id of a repository in adaptive.gitops.repositories'),
        engine: engineSchema,
        failOn: z =>
          z
            .enum(['error', 'warning', 'never'])
            .optional()
            .describe('Severity that ends the task; default error'),
      },
      output: {
        valid: z => z.boolean().describe('False when a finding is an error'),
        findings: z => findingsSchema(z).describe('Errors first'),
      },
    },
    async handler(ctx) {
      const { repositoryId, failOn = 'error' } = ctx.input;
      const repository = findRepository(repositories, repositoryId);
      const { input, findings: shape } = checkEngineInput(ctx.input.engine);
      if (input) assertWatchedCluster(clusters.watched, input.cluster);
      const findings = input
        ? validateEngine(
            input,
            renderTargetFor({
              repository,
              cluster: clusters.forCluster(input.cluster),
            }),
          )
        : shape;
      logFindings(ctx.logger, findings);
      ctx.output(
        'valid',
        findings.every(({ severity }) => severity !== 'error'),
      );
      ctx.output(
        'findings',
        findings.map(finding => ({ ...finding })),
      );
      const fatal = findings.filter(({ severity }) =>
        FAILS[failOn].includes(severity),
      );
      if (fatal.length > 0) {
        throw new InputError(
          `The engine has ${fatal.length} ${
            fatal.length === 1 ? 'finding' : 'findings'
          }:\n${fatal
            .map(({ sentence, remedy }) => `- ${sentence}. ${remedy}.`)
            .join('\n')}`,
        );
      }
    },
  });
}
