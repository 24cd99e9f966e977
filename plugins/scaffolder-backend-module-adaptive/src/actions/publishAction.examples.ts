import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const files = [
  'applications/eu-1/team-chat.chat.yaml',
  'engines/eu-1/team-chat/chat/values.yaml',
];

const folder = 'engines/eu-1/team-chat/chat';

/** Examples of `adaptive:engine:publish`, shown in the portal and run as tests. */
export const publishExamples: TemplateExample[] = [
  {
    description: 'Publish what adaptive:engine:render wrote',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Publish to git',
          action: 'adaptive:engine:publish',
          input: {
            repositoryId: 'platform',
            engineRef: 'eu-1/team-chat/chat',
            operation: 'create',
            files,
          },
        },
      ],
    }),
  },
  {
    description: 'Publish files from a folder of the workspace',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Publish to git',
          action: 'adaptive:engine:publish',
          input: {
            repositoryId: 'platform',
            engineRef: {
              cluster: 'eu-1',
              namespace: 'team-chat',
              release: 'chat',
            },
            sourcePath: 'rendered',
            files,
            summary: 'First engine of **team-chat**',
          },
        },
      ],
    }),
  },
  {
    description:
      'Publish a change to an engine; hand edits in its files survive',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Publish to git',
          action: 'adaptive:engine:publish',
          input: {
            repositoryId: 'platform',
            engineRef: 'eu-1/team-chat/chat',
            operation: 'edit',
            files: [
              'applications/eu-1/team-chat.chat.yaml',
              `${folder}/README.md`,
              `${folder}/catalog-info.yaml`,
              `${folder}/manifests/scaledobject-llama.yaml`,
              `${folder}/values.yaml`,
            ],
          },
        },
      ],
    }),
  },
  {
    description: 'Delete an engine',
    example: stringify({
      steps: [
        {
          id: 'publish',
          name: 'Publish to git',
          action: 'adaptive:engine:publish',
          input: {
            repositoryId: 'platform',
            engineRef: 'eu-1/team-chat/chat',
            operation: 'delete',
          },
        },
      ],
    }),
  },
];
