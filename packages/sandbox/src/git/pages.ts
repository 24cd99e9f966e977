import { Html, html, page } from '../net/html';
import type { BranchSummary, CommitSummary, TreeEntry } from './history';

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function when(date: string): string {
  return `${date.slice(0, 10)} ${date.slice(11, 16)}`;
}

function trail(repository: string, ...rest: Array<string | Html>): Html {
  const steps = [
    html`<a href="/">Repositories</a>`,
    html`<a href="/${encodePath(repository)}">${repository}</a>`,
    ...rest,
  ];
  return html`<p class="soft">
    ${steps.map((step, index) =>
      index === 0 ? html`${step}` : html` / ${step}`,
    )}
  </p>`;
}

function commitRows(repository: string, commits: CommitSummary[]): Html {
  return html`<table>
    ${commits.map(
      commit => html`<tr>
        <td class="id">
          <a href="/${encodePath(repository)}/commits/${commit.id}"
            >${commit.id.slice(0, 8)}</a
          >
        </td>
        <td>${commit.subject}</td>
        <td class="soft">${commit.author}</td>
        <td class="soft">${when(commit.date)}</td>
      </tr>`,
    )}
  </table>`;
}

function lineClass(line: string): string {
  if (line.startsWith('diff ')) return 'file';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+') && !line.startsWith('+++')) return 'add';
  if (line.startsWith('-') && !line.startsWith('---')) return 'del';
  return '';
}

function diffBlock(diff: string): Html {
  if (diff.trim() === '') {
    return html`<p class="soft">No difference.</p>`;
  }
  return html`<pre>
${diff
      .replace(/\n$/, '')
      .split('\n')
      .map(line => html`<span class="${lineClass(line)}">${line}</span>`)}</pre
  >`;
}

/** All repositories. */
export function indexPage(repositories: string[]): string {
  return page(
    'Sandbox git server',
    html`<h1>Sandbox git server</h1>
      <table>
        ${repositories.map(
          name =>
            html`<tr>
              <td><a href="/${encodePath(name)}">${name}</a></td>
            </tr>`,
        )}
      </table>`,
  );
}

/** A repository: its open branches and the latest commits of main. */
export function repositoryPage(options: {
  repository: string;
  cloneUrl: string;
  branches: BranchSummary[];
  commits: CommitSummary[];
  /** Branch that was just merged. */
  merged?: string;
}): string {
  const { repository } = options;
  const open = options.branches.filter(({ name }) => name !== 'main');
  const rows = open.map(
    branch => html`<tr>
      <td>
        <a href="/${encodePath(repository)}/branches/${encodePath(branch.name)}"
          >${branch.name}</a
        >
      </td>
      <td>${branch.subject}</td>
      <td class="soft">${branch.author}</td>
      <td class="soft">${when(branch.date)}</td>
    </tr>`,
  );
  return page(
    repository,
    html`${trail(repository)}
      <h1>${repository}</h1>
      <p class="soft">
        Clone: <code>${options.cloneUrl}</code> ·
        <a href="/${encodePath(repository)}/files/">Files on main</a>
      </p>
      ${options.merged
        ? html`<p class="note">
            Branch <code>${options.merged}</code> is merged. The GitOps agent
            applies it.
          </p>`
        : ''}
      <h2>Open branches</h2>
      ${open.length === 0
        ? html`<p class="soft">None. What waits for a merge shows here.</p>`
        : html`<table>
            ${rows}
          </table>`}
      <h2>Commits on main</h2>
      ${commitRows(repository, options.commits)}`,
  );
}

/** A branch: what it would change, and the button that merges it. */
export function branchPage(options: {
  repository: string;
  branch: BranchSummary;
  commits: CommitSummary[];
  diff: string;
}): string {
  const { repository, branch, commits, diff } = options;
  return page(
    `${branch.name} · ${repository}`,
    html`${trail(repository, branch.name)}
      <h1>${branch.subject}</h1>
      <p class="soft">
        <code>${branch.name}</code> by ${branch.author}, ${when(branch.date)}
      </p>
      ${branch.name === 'main'
        ? ''
        : html`<form method="post" action="/${encodePath(repository)}/merge">
            <input type="hidden" name="branch" value="${branch.name}" />
            <button type="submit">Merge into main</button>
          </form>`}
      <h2>Commits</h2>
      ${commits.length === 0
        ? html`<p class="soft">Everything is on main already.</p>`
        : commitRows(repository, commits)}
      <h2>Changes</h2>
      ${diffBlock(diff)}`,
  );
}

/** A commit: its subject and its changes. */
export function commitPage(
  repository: string,
  commit: CommitSummary,
  diff: string,
): string {
  return page(
    `${commit.id.slice(0, 8)} · ${repository}`,
    html`${trail(repository, commit.id.slice(0, 8))}
      <h1>${commit.subject}</h1>
      <p class="soft">
        <code>${commit.id}</code> by ${commit.author}, ${when(commit.date)}
      </p>
      ${diffBlock(diff)}`,
  );
}

/** A file on main. */
export function filePage(
  repository: string,
  path: string,
  text: string,
): string {
  return page(
    `${path} · ${repository}`,
    html`${trail(repository, path)}
      <h1>${path}</h1>
      <pre>
${text
          .replace(/\n$/, '')
          .split('\n')
          .map(line => html`<span>${line}</span>`)}</pre
      >`,
  );
}

/** A folder on main. */
export function folderPage(
  repository: string,
  path: string,
  entries: TreeEntry[],
): string {
  const base = `/${encodePath(repository)}/files/${
    path === '' ? '' : `${encodePath(path)}/`
  }`;
  return page(
    `${path || 'Files'} · ${repository}`,
    html`${trail(repository, path || 'files')}
      <h1>${path || 'Files on main'}</h1>
      <table>
        ${entries.map(
          entry =>
            html`<tr>
              <td>
                <a href="${base}${encodeURIComponent(entry.name)}"
                  >${entry.name}${entry.folder ? '/' : ''}</a
                >
              </td>
            </tr>`,
        )}
      </table>`,
  );
}

/** Something went wrong: what, and a way back. */
export function errorPage(
  title: string,
  message: string,
  back: string,
): string {
  return page(
    title,
    html`<h1>${title}</h1>
      <p class="note bad">${message}</p>
      <p><a href="${back}">Back</a></p>`,
  );
}
