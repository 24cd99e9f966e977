import { CustomErrorBase } from '@backstage/errors';

/** There is no login for a cluster. The message is a clause that says why, without secrets and paths. */
export class CredentialsError extends CustomErrorBase {
  name = 'CredentialsError' as const;
}
