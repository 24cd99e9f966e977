import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const engine = {
  repositoryId: 'platform',
  engineRef: 'eu-1/team-chat/chat',
};

function example(description: string, input: object): TemplateExample {
  return {
    description,
    example: stringify({
      steps: [
        {
          id: 'fetch',
          name: 'Read the engine',
          action: 'adaptive:engine:fetch',
          input,
        },
      ],
    }),
  };
}

/** Examples of `adaptive:engine:fetch`, shown in the portal and run as tests. */
export const fetchExamples: TemplateExample[] = [
  example('Read an engine from git', engine),
  example('Change a pool and add another', {
    ...engine,
    change: {
      setPools: [
        { name: 'llama', maxReplicas: 8 },
        { name: 'judge', minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 },
      ],
    },
  }),
  example('Pause the autoscaling of all pools', {
    ...engine,
    change: { autoscaling: { action: 'pause' } },
  }),
];
