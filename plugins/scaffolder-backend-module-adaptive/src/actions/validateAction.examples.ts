import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';
import { exampleEngine } from './renderAction.examples';

function example(description: string, input: object): TemplateExample {
  return {
    description,
    example: stringify({
      steps: [
        {
          id: 'validate',
          name: 'Check the engine',
          action: 'adaptive:engine:validate',
          input: { repositoryId: 'platform', ...input },
        },
      ],
    }),
  };
}

/** Examples of `adaptive:engine:validate`, shown in the portal and run as tests. */
export const validateExamples: TemplateExample[] = [
  example('Check an engine', { engine: exampleEngine }),
  example('Check an engine and go on whatever is found', {
    engine: exampleEngine,
    failOn: 'never',
  }),
];
