import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';
import { exampleEngine } from './renderAction.examples';

function example(description: string, input: object): TemplateExample {
  return {
    description,
    example: stringify({
      steps: [
        {
          id: 'plan',
          name: 'See what would change',
          action: 'adaptive:engine:plan',
          input: { repositoryId: 'platform', ...input },
        },
      ],
    }),
  };
}

/** Examples of `adaptive:engine:plan`, shown in the portal and run as tests. */
export const planExamples: TemplateExample[] = [
  example('Plan an engine, new or not', { engine: exampleEngine }),
  example('Plan a change that pauses a pool', {
    engine: exampleEngine,
    pausedPools: ['llama'],
  }),
  example('Plan the deletion of an engine', {
    operation: 'delete',
    engineRef: 'eu-1/team-chat/chat',
  }),
];
