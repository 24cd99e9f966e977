import type { GitIdentity } from '@adaptive-portal/plugin-adaptive-node';
import type { UserEntity } from '@backstage/catalog-model';

const NAME = /^[^<>\p{Cc}]+$/u;
const EMAIL = /^[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+$/u;

/**
 * Author of a commit: the person, when the catalog knows both name and address. Neither is made up from the other, as a
 * guessed address may be somebody else's.
 */
export function authorOf(
  user: UserEntity | undefined,
  committer: GitIdentity,
): GitIdentity {
  const name = user?.spec?.profile?.displayName?.trim() ?? '';
  const email = user?.spec?.profile?.email?.trim() ?? '';
  return NAME.test(name) && EMAIL.test(email) ? { name, email } : committer;
}
