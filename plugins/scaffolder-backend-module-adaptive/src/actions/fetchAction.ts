import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  changeEngine,
  engineEntityName,
  extractEngine,
  parseEngineInput,
  pausedPools,
} from '@adaptive-portal/plugin-adaptive-manifests';
import type {
  EngineAccess,
  EngineReader,
  GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { noFilesOf } from '../access/notForYou';
import { changeSchema } from './changeSchema';
import { engineRefOf, engineRefSchema, readEngineRef } from './engineRef';
import { fetchExamples } from './fetchAction.examples';
import { findRepository } from './lookups';

/** What the action works with. */
export interface FetchActionOptions {
  repositories: GitOpsRepositoryConfig[];
  reader: EngineReader;
  access: EngineAccess;
}

/**
 * Creates the action `adaptive:engine:fetch`: an engine as it is on the target branch in, the engine to render out.
 * What people edit in the files by hand is in it, as far as the engine's input has words for it.
 */
export function createFetchAction({
  repositories,
  reader,
  access,
}: FetchActionOptions) {
  return createTemplateAction({
    id: 'adaptive:engine:fetch',
    description:
      'Reads an Adaptive engine from a GitOps repository and, if wanted, applies a change to it, to be rendered and published with operation edit',
    examples: fetchExamples,
    supportsDryRun: true,
    schema: {
      input: {
        repositoryId: z =>
          z
            .string()
            .describe('Id of a repository in adaptive.gitops.repositories'),
        engineRef: engineRefSchema,
        change: changeSchema,
      },
      output: {
        engine: z =>
          z
            .object({})
            .passthrough()
            .describe('The engine, as input of the other actions'),
        pausedPools: z =>
          z
            .array(z.string())
            .describe('Pools whose autoscaling is paused, after the change'),
        engineRef: z => z.string().describe('<cluster>/<namespace>/<release>'),
        entityRef: z => z.string().describe("The engine's catalog entity"),
        commit: z => z.string().describe('Commit that was read'),
      },
    },
    async handler(ctx) {
      const repository = findRepository(repositories, ctx.input.repositoryId);
      const ref = readEngineRef(ctx.input.engineRef);
      const text = stringifyEngineRef(ref);
      const mayKnow = await access.decide({
        engine: ref,
        credentials: await ctx.getInitiatorCredentials(),
        signal: ctx.signal,
      });
      const { commit, files } = await reader.read(repository, ref);
      if (files.length === 0 || !(await mayKnow(async () => files))) {
        throw noFilesOf(repository, ref);
      }
      const found = extractEngine(files);
      if (stringifyEngineRef(engineRefOf(found)) !== text) {
        throw new InputError(
          `The files of engine '${text}' in repository '${
            repository.id
          }' describe engine '${stringifyEngineRef(engineRefOf(found))}'`,
        );
      }
      const state = changeEngine(
        { engine: found, pausedPools: pausedPools(files) },
        ctx.input.change ?? {},
      );
      // The change may come from anybody, and in any shape.
      const engine = parseEngineInput(state.engine);
      ctx.logger.info(`Read engine ${text} at commit ${commit}`);
      ctx.output('engine', { ...engine });
      ctx.output('pausedPools', state.pausedPools);
      ctx.output('engineRef', text);
      ctx.output('entityRef', `component:default/${engineEntityName(ref)}`);
      ctx.output('commit', commit);
    },
  });
}
