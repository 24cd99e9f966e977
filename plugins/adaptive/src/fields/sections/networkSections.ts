import type { SectionSpec } from './types';

/**
 * How people reach the engine, and who they are.
 *
 * @internal
 */
export const NETWORK: SectionSpec[] = [
  {
    id: 'ingress',
    title: 'Ingress and TLS',
    description: 'How the control plane is reached from outside the cluster.',
    fields: [
      {
        path: 'className',
        kind: 'text',
        label: 'Ingress class',
        placeholder: 'nginx',
      },
      {
        path: 'hosts',
        kind: 'list',
        label: 'Hosts',
        noun: 'host',
        fields: [
          {
            path: 'host',
            kind: 'text',
            label: 'Host',
            placeholder: 'chat.example.com',
          },
          {
            path: 'paths',
            kind: 'list',
            label: 'Paths; everything below / when there are none',
            noun: 'path',
            fields: [
              { path: 'path', kind: 'text', label: 'Path', placeholder: '/' },
              {
                path: 'pathType',
                kind: 'choice',
                label: 'Type',
                choices: {
                  Prefix: 'Prefix',
                  Exact: 'Exact',
                  ImplementationSpecific: 'ImplementationSpecific',
                },
              },
            ],
          },
        ],
      },
      {
        path: 'annotations',
        kind: 'map',
        label: 'Annotations',
        placeholder: 'cert-manager.io/cluster-issuer=letsencrypt',
      },
      {
        path: 'tls',
        kind: 'list',
        label: 'TLS',
        noun: 'certificate',
        fields: [
          { path: 'secretName', kind: 'text', label: 'Secret' },
          { path: 'hosts', kind: 'lines', label: 'Hosts' },
        ],
      },
    ],
  },
  {
    id: 'auth',
    title: 'Sign-in',
    description: 'Who may do what after signing in.',
    fields: [
      {
        path: 'admins',
        kind: 'lines',
        label: 'E-mail addresses of administrators',
        placeholder: 'erin@example.com',
      },
      {
        path: 'defaultRole',
        kind: 'choice',
        label: 'Role of everybody else',
        choices: {
          admin: 'admin',
          'read-only': 'read-only',
          inference: 'inference',
          annotator: 'annotator',
        },
      },
      { path: 'defaultTeam', kind: 'text', label: 'Team of everybody else' },
      {
        path: 'sessionSeconds',
        kind: 'number',
        label: 'Seconds that a session lasts',
      },
      {
        path: 'secureCookies',
        kind: 'flag',
        label: 'Session cookies need https',
      },
    ],
  },
  {
    id: 'oidc',
    title: 'Sign-in providers',
    description: 'OIDC providers of the control plane; secrets are referenced.',
    fields: [
      {
        path: '',
        kind: 'list',
        label: 'Providers',
        noun: 'provider',
        fields: [
          { path: 'name', kind: 'text', label: 'Name' },
          {
            path: 'key',
            kind: 'text',
            label: 'Key',
            help: 'Part of the callback URL.',
          },
          {
            path: 'issuerUrl',
            kind: 'text',
            label: 'Issuer URL',
            placeholder: 'https://login.example.com',
          },
          { path: 'clientId', kind: 'text', label: 'Client id' },
          {
            path: 'clientSecret.key',
            kind: 'text',
            label: 'Client secret: entry of the secret store',
            help: 'A reference, never the value.',
          },
          {
            path: 'clientSecret.property',
            kind: 'text',
            label: 'Client secret: property of the entry',
          },
          { path: 'scopes', kind: 'lines', label: 'Scopes' },
          { path: 'pkce', kind: 'flag', label: 'PKCE' },
          { path: 'allowSignUp', kind: 'flag', label: 'Allow sign-up' },
          {
            path: 'requireEmailVerified',
            kind: 'flag',
            label: 'Require a verified e-mail address',
            from: '0.13.0',
          },
        ],
      },
    ],
  },
];
