import type { z as zod } from 'zod/v3';
import { kedaIsIndependentSchema } from './checkEngine';
import { engineRefSchema } from './engineRef';

type Zod = typeof zod;

/** Input of `adaptive:engine:publish`. */
export const publishInput = {
  repositoryId: (z: Zod) =>
    z.string().describe('Id of a repository in adaptive.gitops.repositories'),
  engineRef: engineRefSchema,
  operation: (z: Zod) =>
    z
      .enum(['create', 'edit', 'delete'])
      .optional()
      .describe(
        'What the change does: create, the default, adds an engine; edit writes what changed into the files that are there, so that hand edits and comments survive; delete removes all files of the engine',
      ),
  sourcePath: (z: Zod) =>
    z
      .string()
      .optional()
      .describe(
        "Folder of the workspace that stands for the repository's root; default: the workspace",
      ),
  files: (z: Zod) =>
    z
      .array(z.string())
      .optional()
      .describe(
        'Paths of all files of the engine as it is to be, none for delete; only files that belong to the engine by the layout of the repository are accepted',
      ),
  summary: (z: Zod) =>
    z
      .string()
      .optional()
      .describe(
        'Markdown for the body of a pull request, best the summary of adaptive:engine:plan',
      ),
  readAt: (z: Zod) =>
    z
      .string()
      .optional()
      .describe(
        "Commit that an edit was made from, output commit of adaptive:engine:fetch: ends the task when the engine's files changed on the target branch since",
      ),
  waitingEdit: (z: Zod) =>
    z
      .enum(['refuse', 'replace'])
      .optional()
      .describe(
        'What becomes of an edit while another edit of the engine waits for its merge: refuse, the default, ends the task and names it; replace takes its place',
      ),
  kedaIsIndependent: kedaIsIndependentSchema,
};

/** Output of `adaptive:engine:publish`. */
export const publishOutput = {
  branch: (z: Zod) =>
    z
      .string()
      .describe(
        'Branch with the files: one for this change, or the target branch when it had them already',
      ),
  targetBranch: (z: Zod) => z.string().describe('Branch to merge into'),
  commit: (z: Zod) =>
    z.string().optional().describe('Commit with the files; none in a dry run'),
  changed: (z: Zod) =>
    z
      .boolean()
      .describe('False when the target branch had exactly these files already'),
  pushed: (z: Zod) => z.boolean().describe('Whether this task pushed a commit'),
  replaced: (z: Zod) =>
    z
      .boolean()
      .describe(
        "Whether the branch held another change of the portal's, not merged yet, which this one takes the place of",
      ),
  branchUrl: (z: Zod) => z.string().optional().describe('The branch'),
  commitUrl: (z: Zod) => z.string().optional().describe('The commit'),
  pullRequestUrl: (z: Zod) =>
    z
      .string()
      .optional()
      .describe('The pull or merge request, where the provider has them'),
  reviewUrl: (z: Zod) =>
    z
      .string()
      .optional()
      .describe('The pull or merge request, else the branch; where to merge'),
};
