import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';
import { exampleEngine } from './renderAction.examples';

/** Examples of `adaptive:engine:helm-render`, shown in the portal and run as tests. */
export const helmRenderExamples: TemplateExample[] = [
  {
    description: 'Ask the real chart, where the backend has Helm',
    example: stringify({
      steps: [
        {
          id: 'helm',
          name: 'Render with Helm',
          action: 'adaptive:engine:helm-render',
          input: { repositoryId: 'platform', engine: exampleEngine },
        },
      ],
    }),
  },
  {
    description: 'Ask the real chart and go on whatever it says',
    example: stringify({
      steps: [
        {
          id: 'helm',
          name: 'Render with Helm',
          action: 'adaptive:engine:helm-render',
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
