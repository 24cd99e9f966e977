import { scanSecrets } from './scanSecrets';

const scan = (content: string) =>
  scanSecrets([{ path: 'a.yaml', content }]).map(({ sentence }) => sentence);

const RANDOM = 'Zq8vT3xLp0RkW7yBnM2cJ5hGdF9sAe4U';

describe('scanSecrets', () => {
  it.each([
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key'],
    ['key: AKIAIOSFODNN7EXAMPLE', 'an AWS access key'],
    [`x: ghp_${'a1B2'.repeat(9)}`, 'a GitHub token'],
    ['dsn: postgres://user:pw@db:5432/x', 'an address with a password'],
    ['dsn: git+ssh://:pw@host/x', 'an address with a password'],
    [`x: ${'eyJhbGciOiJIUzI1NiJ9'}.eyJzdWIiOiIxMjM0.s`, 'a JSON Web Token'],
    ['  dbPassword: hunter2', 'a value under dbPassword'],
    ['- API_TOKEN: "abc"', 'a value under API_TOKEN'],
    ['client_secret = "abc"', 'a client secret'],
    ['[{key="a",client_secret="abc"}]', 'a client secret'],
    ['cookiesSecret: "x"', 'a value under cookiesSecret'],
    [`value: "${RANDOM}"`, 'text that looks like a secret'],
  ])('finds the secret in %s, and does not repeat it', (line, words) => {
    const [sentence] = scan(`a: b\n${line}\n`);
    expect(sentence).toContain(`a.yaml would have ${words} in line 2`);
    expect(sentence).not.toMatch(/hunter2|AKIAIOS|Zq8v/);
  });

  it.each([
    'existingControlPlaneSecret: chat-control-plane',
    'dbPassword: ""',
    'password: "{{ .password }}"',
    '    - secretKey: dbUrl',
    'secretName: tls',
    'url: https://git.example.com/platform.git',
    'tag: 4f2c1a94f2c1a94f2c1a94f2c1a94f2c1a94f2c1a9',
    '  --from-file=dbPassword=./dbPassword \\',
    'client_secret="{{ .oidc_google | toJson }}"',
  ])('takes %s for no secret', line => {
    expect(scan(line)).toEqual([]);
  });

  it('leaves what is sealed alone', () => {
    expect(
      scan(
        `kind: SealedSecret\nspec:\n  encryptedData:\n    dbPassword: ${RANDOM}`,
      ),
    ).toEqual([]);
  });

  // With a pattern that takes the square of a line's length these would take minutes.
  it.each(['a.', 'eyJaaaaaaaaaaa-', 'a://', 'a://b:', 'x ', 'client_secret '])(
    'looks through a line of a million characters of %s',
    text => {
      const long = text.repeat(1_000_000 / text.length);
      expect(scan(long)).toEqual([]);
      const [sentence] = scan(`${long}\nkey: AKIAIOSFODNN7EXAMPLE`);
      expect(sentence).toContain('an AWS access key in line 2');
    },
  );

  it('reports at most 20', () => {
    expect(scan('password: x\n'.repeat(500))).toHaveLength(20);
  });
});
