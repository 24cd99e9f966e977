import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Examples of `adaptive:secrets:seal`, shown in the portal and run as tests. */
export const sealExamples: TemplateExample[] = [
  {
    description:
      'Seal a Secret of the control plane; its values are secrets of the task',
    example: stringify({
      steps: [
        {
          id: 'seal',
          name: 'Seal the secret',
          action: 'adaptive:secrets:seal',
          input: {
            repositoryId: 'platform',
            engineRef: 'eu-1/team-chat/chat',
            name: 'chat-control-plane',
            keys: {
              dbPassword: 'DB_PASSWORD',
              cookiesSecret: 'COOKIES_SECRET',
            },
          },
        },
      ],
    }),
  },
];
