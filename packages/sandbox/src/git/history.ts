import { NotFoundError } from '@backstage/errors';
import { git, tryGit } from './gitCommand';

export const MAIN = 'main';
const FIELD = '\x1f';
const RECORD = '\x1e';
const MAX_SHOWN_BYTES = 512 * 1024;

export interface CommitSummary {
  id: string;
  author: string;
  /** RFC 3339. */
  date: string;
  subject: string;
}

export interface BranchSummary {
  name: string;
  /** Commit id. */
  head: string;
  subject: string;
  author: string;
  /** RFC 3339. */
  date: string;
}

export type TreeEntry = { name: string; folder: boolean };

/** Commit id behind a revision; undefined when there is none. */
export async function resolveRevision(
  gitDir: string,
  revision: string,
): Promise<string | undefined> {
  const found = await tryGit(gitDir, [
    'rev-parse',
    '--verify',
    '--quiet',
    revision,
  ]);
  return found.code === 0 ? found.stdout.trim() : undefined;
}

/** All branches, `main` first, then the newest. */
export async function readBranches(gitDir: string): Promise<BranchSummary[]> {
  const fields = [
    '%(refname:lstrip=2)',
    '%(objectname)',
    '%(contents:subject)',
    '%(authorname)',
    '%(committerdate:iso-strict)',
  ];
  const text = await git(gitDir, [
    'for-each-ref',
    '--sort=-committerdate',
    `--format=${fields.join(FIELD)}${RECORD}`,
    'refs/heads',
  ]);
  const all = records(text).map(([name, head, subject, author, date]) => ({
    name,
    head,
    subject,
    author,
    date,
  }));
  return [
    ...all.filter(({ name }) => name === MAIN),
    ...all.filter(({ name }) => name !== MAIN),
  ];
}

/** The commits of a range, the newest first. */
export async function readCommits(
  gitDir: string,
  range: string[],
): Promise<CommitSummary[]> {
  const format = ['%H', '%an', '%aI', '%s'].join(FIELD);
  const text = await git(gitDir, [
    'log',
    `--format=${format}${RECORD}`,
    ...range,
  ]);
  return records(text).map(([id, author, date, subject]) => ({
    id,
    author,
    date,
    subject,
  }));
}

/** What merging a branch would change, as a unified diff, cut after 512 KiB. */
export async function readDiff(
  gitDir: string,
  branch: BranchSummary,
): Promise<string> {
  return shortened(
    await git(gitDir, ['diff', '--no-color', `${MAIN}...${branch.head}`]),
  );
}

/** One commit's message and diff; `NotFoundError` for an unknown id. */
export async function readCommit(
  gitDir: string,
  id: string,
): Promise<{ commit: CommitSummary; diff: string }> {
  const known =
    /^[0-9a-f]{7,40}$/.test(id) &&
    (await resolveRevision(gitDir, `${id}^{commit}`));
  if (!known) {
    throw new NotFoundError(`There is no commit "${id}"`);
  }
  const [commit] = await readCommits(gitDir, ['--max-count=1', known]);
  const diff = await git(gitDir, [
    'show',
    '--no-color',
    '--format=',
    '--first-parent',
    known,
  ]);
  return { commit, diff: shortened(diff) };
}

/** The text of a file on `main`, or the entries of a folder; `NotFoundError` for anything else. */
export async function readPath(
  gitDir: string,
  path: string,
): Promise<
  { kind: 'file'; text: string } | { kind: 'folder'; entries: TreeEntry[] }
> {
  const clean = path.replace(/^\/+|\/+$/g, '');
  const object = `${MAIN}:${clean}`;
  const type = await tryGit(gitDir, ['cat-file', '-t', object]);
  switch (type.code === 0 ? type.stdout.trim() : '') {
    case 'blob':
      return {
        kind: 'file',
        text: shortened(await git(gitDir, ['cat-file', 'blob', object])),
      };
    case 'tree':
      return { kind: 'folder', entries: await readEntries(gitDir, object) };
    default:
      throw new NotFoundError(`There is no "${clean}" on ${MAIN}`);
  }
}

async function readEntries(gitDir: string, tree: string): Promise<TreeEntry[]> {
  const text = await git(gitDir, ['ls-tree', '-z', tree]);
  return text
    .split('\0')
    .filter(line => line !== '')
    .map(line => ({
      name: line.slice(line.indexOf('\t') + 1),
      folder: line.split(' ')[1] === 'tree',
    }));
}

function records(text: string): string[][] {
  return text
    .split(RECORD)
    .map(record => record.replace(/^\n/, ''))
    .filter(record => record !== '')
    .map(record => record.split(FIELD));
}

function shortened(text: string): string {
  return text.length > MAX_SHOWN_BYTES
    ? `${text.slice(0, MAX_SHOWN_BYTES)}\n… (cut here)\n`
    : text;
}
