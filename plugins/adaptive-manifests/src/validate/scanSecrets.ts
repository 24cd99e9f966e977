import type { Finding, RenderedFile } from '../model';

/**
 * Texts that are secrets wherever they are, with the words for them. What repeats is bounded, or can begin in few
 * places only: a pattern that can begin anywhere and run on to the end of a long line takes the square of its length.
 */
const PATTERNS: ReadonlyArray<[RegExp, string]> = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [/\bAIza[A-Za-z0-9_-]{35}\b/, 'a Google API key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20,}/, 'a GitLab token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\bAccountKey=[A-Za-z0-9+/]{20,}/, 'an Azure storage key'],
  [/(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\./, 'a JSON Web Token'],
  [
    /[a-z]:\/\/[^\s/:@"']{0,255}:[^\s/@"']{1,4000}@/i,
    'an address with a password',
  ],
  [/client_secret\s*=\s*\\?"(?!\{\{)[^"\\]/, 'a client secret'],
];

/** A line of YAML or TOML that gives a key a value. */
const ENTRY =
  /^\s*(?:- )?"?([\w./-]+)"?\s*[:=]\s+?(\S.*)$|^\s*(?:- )?"?([\w./-]+)"?:\s*(\S.*)$/;

const SECRET_NAME =
  /(password|passwd|secret|token|api_?key|access_?key|account_?key|private_?key(v4base64|_?v4_?base64)?|credentials?|dburl|redisurl)$/i;

/** Keys whose value is the name of a Secret. */
const NAMES_A_SECRET = /^existing|^(passwordSecret|secret)$/;

/** Values that hold nothing: empty, a template, a switch. */
const NOTHING =
  /^(""|''|\{\{.*\}\}|"\{\{.*\}\}"|null|true|false|\||\[\]|\{\})$/;

const MIN_ENTROPY = 4.3;

/** Shannon entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

function looksRandom(value: string): boolean {
  return (value.match(/[A-Za-z0-9+/=_]{32,}/g) ?? []).some(
    run =>
      /[a-z]/.test(run) &&
      /[A-Z]/.test(run) &&
      /[0-9]/.test(run) &&
      entropy(run) >= MIN_ENTROPY,
  );
}

/** What a line of a file would give away; `undefined` when nothing looks like a secret. */
export function secretFault(line: string): string | undefined {
  const known = PATTERNS.find(([pattern]) => pattern.test(line));
  if (known) return known[1];
  const entry = ENTRY.exec(line);
  const key = entry?.[1] ?? entry?.[3];
  const value = (entry?.[2] ?? entry?.[4])?.trim();
  if (key === undefined || value === undefined) return undefined;
  if (
    SECRET_NAME.test(key) &&
    !NAMES_A_SECRET.test(key) &&
    !NOTHING.test(value)
  ) {
    return `a value under ${key.slice(0, 60)}`;
  }
  return looksRandom(value) ? 'text that looks like a secret' : undefined;
}

const MAX_FINDINGS = 20;

/**
 * Looks for secrets in everything that would be committed: keys of clouds and hosts, private keys, addresses with
 * passwords, values under names such as `password`, and text too random for anything else. What is sealed is left
 * alone.
 *
 * @returns errors that name file and line, never the text itself; at most 20
 * @public
 */
export function scanSecrets(files: readonly RenderedFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const { path, content } of files) {
    const sealed = /^kind: SealedSecret$/m.test(content);
    content.split('\n').forEach((line, index) => {
      const fault = sealed ? undefined : secretFault(line);
      if (fault && findings.length < MAX_FINDINGS) {
        findings.push({
          rule: 'secret-in-git',
          severity: 'error',
          path: '',
          sentence: `${path} would have ${fault} in line ${
            index + 1
          }, readable for everybody who can read the repository`,
          remedy:
            'Take the value out, revoke it if it was used, and reference a Secret instead',
        });
      }
    });
  }
  return findings;
}
