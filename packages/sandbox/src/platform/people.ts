import { stringify } from 'yaml';
import type { SandboxUser } from './types';

const DOMAIN = 'example.com';

/** Two people of different teams, and one who runs the platform. */
export const SANDBOX_USERS: SandboxUser[] = [
  {
    id: 'erin',
    name: 'Erin (chat team)',
    email: `erin@${DOMAIN}`,
    groups: ['team-chat'],
  },
  {
    id: 'sam',
    name: 'Sam (search team)',
    email: `sam@${DOMAIN}`,
    groups: ['team-search'],
  },
  {
    id: 'pat',
    name: 'Pat (platform team)',
    email: `pat@${DOMAIN}`,
    groups: ['platform'],
  },
];

const GROUP_TITLES: Record<string, string> = {
  platform: 'Platform',
  'team-chat': 'Chat',
  'team-search': 'Search',
};

/** Catalog entities of the users and their groups, as one YAML text. */
export function organisation(): string {
  const groups = Object.entries(GROUP_TITLES).map(([name, displayName]) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name },
    spec: { type: 'team', profile: { displayName }, children: [] },
  }));
  const users = SANDBOX_USERS.map(user => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: user.id },
    spec: {
      profile: { displayName: user.name, email: user.email },
      memberOf: user.groups,
    },
  }));
  return [...groups, ...users].map(entity => stringify(entity)).join('---\n');
}
