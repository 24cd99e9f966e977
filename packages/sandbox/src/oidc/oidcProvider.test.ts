import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { OidcProvider } from '.';

const CALLBACK = 'http://localhost:7007/api/auth/oidc/handler/frame';
const CLIENT = {
  clientId: 'portal',
  clientSecret: 'portal-secret',
  redirectUris: [CALLBACK],
};
const USERS = [
  { id: 'erin', name: 'Erin', email: 'erin@example.com' },
  { id: 'sam', name: 'Sam & Co', email: 'sam@example.com' },
];

// The library is an ES module, which Jest cannot load: it runs as it does in the sandbox, in a plain Node process.
const PROGRAM = `
  require('./src/oidc')
    .startOidcProvider(JSON.parse(process.env.OPTIONS))
    .then(provider => {
      process.stdout.write(JSON.stringify(provider));
      process.stdin.on('end', () => provider.stop()).resume();
    });
`;

class RunningProvider {
  /** All that was printed after the line with the addresses. */
  output = '';

  private constructor(
    readonly addresses: Pick<OidcProvider, 'url' | 'metadataUrl'>,
    private readonly child: ChildProcess,
  ) {
    child.stdout?.on('data', chunk => (this.output += chunk));
  }

  static async start(): Promise<RunningProvider> {
    const child = spawn(
      process.execPath,
      ['--require', '@backstage/cli/config/nodeTransform.cjs', '-e', PROGRAM],
      {
        cwd: join(__dirname, '../..'),
        env: {
          ...process.env,
          OPTIONS: JSON.stringify({ clients: [CLIENT], users: USERS }),
        },
      },
    );
    const errors: string[] = [];
    child.stderr.on('data', chunk => errors.push(String(chunk)));
    const first = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit'),
    ]);
    if (child.exitCode !== null) {
      throw new Error(`the provider did not start: ${errors.join('')}`);
    }
    const running = new RunningProvider(JSON.parse(String(first[0])), child);
    running.output = errors.join('');
    child.stderr.on('data', chunk => (running.output += chunk));
    return running;
  }

  /** Asks it to stop and resolves with the exit code once nothing keeps the process alive. */
  async stop(): Promise<number | null> {
    this.child.stdin?.end();
    const [code] = await once(this.child, 'exit');
    return code;
  }
}

/** A browser as far as sign-in needs one: it keeps cookies and does not follow redirects. */
class Browser {
  private readonly cookies = new Map<string, string>();

  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(pair => pair.join('=')).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/);
      this.cookies.set(name, value);
    }
    return response;
  }
}

function target(response: Response, base: string): string {
  return new URL(response.headers.get('location') ?? '', base).toString();
}

describe('startOidcProvider', () => {
  let running: RunningProvider;
  let provider: RunningProvider['addresses'];
  const verifier = randomBytes(32).toString('base64url');

  beforeAll(async () => {
    running = await RunningProvider.start();
    provider = running.addresses;
  });

  afterAll(async () => {
    await running.stop();
  });

  async function metadata() {
    return (await fetch(provider.metadataUrl)).json();
  }

  async function authorizeUrl(params: Record<string, string> = {}) {
    const query = new URLSearchParams({
      client_id: CLIENT.clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid profile email',
      state: 'the-state',
      nonce: 'the-nonce',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...params,
    });
    return `${(await metadata()).authorization_endpoint}?${query}`;
  }

  async function pick(browser: Browser, user: string): Promise<Response> {
    const start = await browser.open(await authorizeUrl());
    const login = target(start, provider.url);
    return browser.open(`${login}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `user=${user}`,
    });
  }

  async function signIn(browser: Browser, user: string): Promise<URL> {
    const picked = await pick(browser, user);
    const back = await browser.open(target(picked, provider.url));
    return new URL(target(back, provider.url));
  }

  async function token(params: Record<string, string>) {
    const basic = Buffer.from('portal:portal-secret').toString('base64');
    return fetch((await metadata()).token_endpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams(params),
    });
  }

  async function redeem(code: string | null) {
    const response = await token({
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    });
    return response.json();
  }

  function claimsIn(idToken: string) {
    const [, payload] = idToken.split('.');
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  }

  it('signs a picked user in by authorization code with PKCE', async () => {
    const back = await signIn(new Browser(), 'erin');
    expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
    expect(back.searchParams.get('state')).toBe('the-state');
    const tokens = await redeem(back.searchParams.get('code'));
    expect(claimsIn(tokens.id_token)).toMatchObject({
      iss: provider.url,
      aud: 'portal',
      nonce: 'the-nonce',
      sub: 'erin',
      email: 'erin@example.com',
      email_verified: true,
      name: 'Erin',
      preferred_username: 'erin',
    });
    const userinfo = await fetch((await metadata()).userinfo_endpoint, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    await expect(userinfo.json()).resolves.toMatchObject({
      sub: 'erin',
      email: 'erin@example.com',
      email_verified: true,
      name: 'Erin',
    });
  });

  it('refreshes a session without asking again', async () => {
    const back = await signIn(new Browser(), 'sam');
    const tokens = await redeem(back.searchParams.get('code'));
    const refreshed = await token({
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    });
    expect(refreshed.status).toBe(200);
    const body = await refreshed.json();
    expect(claimsIn(body.id_token).sub).toBe('sam');
  });

  it('asks who signs in every time, so that users can be changed', async () => {
    const browser = new Browser();
    await signIn(browser, 'erin');
    const page = await browser.open(
      target(await browser.open(await authorizeUrl()), provider.url),
    );
    expect(await page.text()).toContain('Who are you?');
    const back = await signIn(browser, 'sam');
    const tokens = await redeem(back.searchParams.get('code'));
    expect(claimsIn(tokens.id_token).sub).toBe('sam');
  });

  it('lists the users as buttons, with escaped names', async () => {
    const browser = new Browser();
    const start = await browser.open(await authorizeUrl());
    const page = await browser.open(target(start, provider.url));
    const text = await page.text();
    expect(text).toContain('value="erin"');
    expect(text).toContain('Sam &amp; Co');
  });

  it('refuses a user it does not know', async () => {
    const answer = await pick(new Browser(), 'mallory');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('&quot;mallory&quot;');
  });

  it('refuses a sign-in form sent from another site', async () => {
    const browser = new Browser();
    const start = await browser.open(await authorizeUrl());
    const answer = await browser.open(`${target(start, provider.url)}/login`, {
      method: 'POST',
      headers: {
        origin: 'http://evil.example.com',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'user=erin',
    });
    expect(answer.status).toBe(400);
  });

  it('refuses a code without its PKCE verifier, and an unknown redirect', async () => {
    const back = await signIn(new Browser(), 'erin');
    const answer = await token({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: randomBytes(32).toString('base64url'),
    });
    expect(answer.status).toBe(400);
    const elsewhere = await fetch(
      await authorizeUrl({ redirect_uri: 'http://evil.example.com/' }),
      { redirect: 'manual' },
    );
    expect(elsewhere.status).toBe(400);
    expect(await elsewhere.text()).toContain('Sign-in failed');
  });

  it('prints nothing while people sign in, and ends with its connections when it is stopped', async () => {
    const other = await RunningProvider.start();
    await fetch(other.addresses.metadataUrl);
    await fetch(`${other.addresses.url}/auth?client_id=nobody`);
    await expect(other.stop()).resolves.toBe(0);
    expect(other.output).toBe('');
    await expect(fetch(other.addresses.metadataUrl)).rejects.toThrow(
      'fetch failed',
    );
  });
});
