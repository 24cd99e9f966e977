import { html, page } from '../net/html';
import type { OidcUser } from './types';

/** Lists the users as buttons; one click signs in. */
export function loginPage(uid: string, users: OidcUser[]): string {
  return page(
    'Sign in to the sandbox',
    html`<h1>Who are you?</h1>
      <p class="soft">
        These people exist in the sandbox only. No password is needed.
      </p>
      <form method="post" action="/interaction/${uid}/login">
        <table>
          ${users.map(
            user => html`<tr>
              <td>
                <button type="submit" name="user" value="${user.id}">
                  ${user.name}
                </button>
              </td>
              <td class="soft">${user.email}</td>
            </tr>`,
          )}
        </table>
      </form>`,
  );
}

/** Sign-in cannot go on: why. */
export function errorPage(message: string): string {
  return page(
    'Sign-in failed',
    html`<h1>Sign-in failed</h1>
      <p class="note bad">${message}</p>
      <p>Close this window and sign in again.</p>`,
  );
}
