import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** An engine with one pool; everything the action needs and nothing else. */
export const exampleEngine = {
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
  secrets: {
    controlPlane: 'chat-control-plane',
    harmony: 'chat-harmony',
    redis: 'chat-redis',
  },
  pools: [{ name: 'llama', minReplicas: 1, maxReplicas: 4, gpusPerReplica: 2 }],
  autoscaling: { mode: 'platform' },
  mlflow: { mode: 'internal' },
};

/** Examples of `adaptive:engine:render`, shown in the portal and run as tests. */
export const renderExamples: TemplateExample[] = [
  {
    description: 'Render an engine with one compute pool',
    example: stringify({
      steps: [
        {
          id: 'render',
          name: 'Render the engine',
          action: 'adaptive:engine:render',
          input: { repositoryId: 'platform', engine: exampleEngine },
        },
      ],
    }),
  },
  {
    description: 'Render an engine without autoscaling and MLflow',
    example: stringify({
      steps: [
        {
          id: 'render',
          name: 'Render the engine',
          action: 'adaptive:engine:render',
          input: {
            repositoryId: 'platform',
            engine: {
              ...exampleEngine,
              autoscaling: { mode: 'off' },
              mlflow: { mode: 'off' },
            },
          },
        },
      ],
    }),
  },
];
