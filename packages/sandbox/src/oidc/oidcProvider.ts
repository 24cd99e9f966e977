import {
  type IncomingMessage,
  type ServerResponse,
  createServer,
} from 'node:http';
import { InputError } from '@backstage/errors';
import type { Provider } from 'oidc-provider';
import { isSameOrigin } from '../net/origin';
import { readBody } from '../net/body';
import { type LoopbackListener, listenOnLoopback } from '../net/loopback';
import { configuration } from './configuration';
import { errorPage, loginPage } from './pages';
import type { OidcClient, OidcUser } from './types';

const MAX_FORM_BYTES = 8 * 1024;
const INTERACTION_PATH = /^\/interaction\/([A-Za-z0-9_-]+)(\/login)?$/;

export interface OidcProviderOptions {
  /** Default: a free port. */
  port?: number;
  clients: OidcClient[];
  users: OidcUser[];
}

/** A running identity provider. */
export interface OidcProvider {
  /** Issuer, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Address of the discovery document. */
  readonly metadataUrl: string;
  stop(): Promise<void>;
}

class SignIn {
  constructor(
    private readonly provider: Provider,
    private readonly users: OidcUser[],
  ) {}

  /** Answers the pages of a sign-in; false for requests of the protocol itself. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const match = INTERACTION_PATH.exec(pathname);
    if (!match) {
      return false;
    }
    try {
      const { uid, session } = await this.provider.interactionDetails(
        request,
        response,
      );
      if (match[2] && request.method === 'POST') {
        const user = await this.pickedUser(request);
        const next = await this.provider.interactionResult(
          request,
          response,
          { login: { accountId: user.id } },
          { mergeWithLastSubmission: false },
        );
        await this.forgetUser(session?.uid);
        response.writeHead(303, { Location: next }).end();
      } else {
        sendPage(response, 200, loginPage(uid, this.users));
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      sendPage(response, 400, errorPage(message));
    }
    return true;
  }

  private async pickedUser(request: IncomingMessage): Promise<OidcUser> {
    if (!isSameOrigin(request.headers)) {
      throw new InputError('The form was sent from another site');
    }
    const form = new URLSearchParams(await readBody(request, MAX_FORM_BYTES));
    const id = form.get('user');
    const user = this.users.find(each => each.id === id);
    if (!user) {
      throw new InputError(`user: "${id}" is nobody who can sign in here`);
    }
    return user;
  }

  /** Lets somebody else sign in within the session of this browser, without signing the first out by a page. */
  private async forgetUser(sessionUid: string | undefined): Promise<void> {
    const session =
      sessionUid === undefined
        ? undefined
        : await this.provider.Session.findByUid(sessionUid);
    if (session) {
      session.accountId = undefined;
      session.authorizations = undefined;
      await session.persist();
    }
  }
}

function sendPage(response: ServerResponse, code: number, text: string): void {
  response
    .writeHead(code, {
      'Content-Type': 'text/html; charset=utf-8',
      // No form-action: browsers would apply it to the redirects back to the portal as well.
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'Cache-Control': 'no-store',
    })
    .end(text);
}

/**
 * Starts an identity provider on 127.0.0.1: OpenID Connect with the authorization code flow. People pick who they are
 * from a list; consent is given for them.
 */
export async function startOidcProvider(
  options: OidcProviderOptions,
): Promise<OidcProvider> {
  let handle = (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => handle(request, response));
  // The issuer's address is known only once the server listens.
  const listener: LoopbackListener = await listenOnLoopback(
    server,
    options.port,
  );
  const url = `http://127.0.0.1:${listener.port}`;
  try {
    const module = await import('oidc-provider');
    const provider = new module.Provider(
      url,
      configuration(module, options.clients, options.users),
    );
    const protocol = provider.callback();
    const signIn = new SignIn(provider, options.users);
    handle = async (request, response) => {
      if (!(await signIn.answer(request, response))) {
        protocol(request, response);
      }
    };
  } catch (error) {
    await listener.stop();
    throw error;
  }
  return {
    url,
    metadataUrl: `${url}/.well-known/openid-configuration`,
    stop: () => listener.stop(),
  };
}
