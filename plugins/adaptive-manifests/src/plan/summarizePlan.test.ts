import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { exampleFacts } from '../__testUtils__/exampleFacts';
import type { EngineInput } from '../model';
import { renderEngine } from '../render';
import { planEngine } from './planEngine';
import { summarizePlan } from './summarizePlan';

const FILES = renderEngine(exampleEngine, exampleTarget);

function summary(change: Partial<EngineInput>, before = FILES): string {
  const input = { ...exampleEngine, ...change };
  return summarizePlan(
    planEngine({
      operation: 'apply',
      before,
      after: renderEngine(input, exampleTarget),
      input,
      target: exampleTarget,
      facts: { ...exampleFacts, engineGpus: { value: 17 } },
    }),
  );
}

const [llama, judge] = exampleEngine.pools;

describe('summarizePlan', () => {
  it('says what a change does to GPUs, pools, objects, pods and files', () => {
    expect(
      summary({ pools: [{ ...llama, maxReplicas: 9, imageTag: 'v2' }, judge] }),
    ).toMatchInlineSnapshot(`
      "GPUs: 17 to 50 → 17 to 74 (25 to 98 while it rolls out, 17 in use now)

      | compute pool | replicas | GPUs each | fits the cluster |
      | --- | --- | --- | --- |
      | \`llama-70b\` | 2 to 6 → 2 to 9 | 8 | not the largest, 8 now |
      | \`judge\` | 1 to 2 | 1 | yes, 64 now |

      Findings:

      - **warning** pools\\[0\\]\\.maxReplicas is 9, and the nodes of cluster "eu\\-1" that its pods may run on hold at most 8, were nothing else there\\: the rest stays pending\\. Set it to at most 8, or see to more nodes\\.

      Values and objects:

      - ScaledObject \`team-chat/chat-adaptive-harmony-llama-70b\` \`spec.maxReplicaCount\`: \`6\` → \`9\`
      - \`engines/eu-1/team-chat/chat/values.yaml\` \`harmony.computePool[llama-70b].maxReplicaCount\`: \`6\` → \`9\`
      - \`engines/eu-1/team-chat/chat/values.yaml\` \`harmony.computePool[llama-70b].image.tag\`: \`v0.14.2\` → \`v2\`

      Pods made anew:

      - \`Deployment/chat-adaptive-harmony-llama-70b\` restarted: 2 to 9 pods

      Files:

      - changed \`engines/eu-1/team-chat/chat/README.md\`
      - changed \`engines/eu-1/team-chat/chat/manifests/scaledobject-llama-70b.yaml\`
      - changed \`engines/eu-1/team-chat/chat/values.yaml\`
      "
    `);
  });

  it('says so when nothing changes', () => {
    expect(summary({})).toBe('Changes no file.\n');
  });

  it('takes nothing that people wrote for markup', () => {
    const nasty = 'a | b\n# ![x](javascript:1) <img src=x> `c`';
    const text = summarizePlan({
      operation: 'apply',
      files: [{ path: nasty, change: 'added', diff: '' }],
      changes: [
        {
          kind: nasty,
          name: nasty,
          path: nasty,
          change: 'changed',
          keys: [
            { key: nasty, change: 'changed', before: nasty, after: nasty },
          ],
        },
      ],
      pools: [],
      gpus: {},
      restarts: [],
      findings: [
        {
          rule: 'x',
          severity: 'error',
          path: '',
          sentence: nasty,
          remedy: nasty,
        },
      ],
    });
    const outsideCode = text
      .split('\n')
      .map(line => line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, ''))
      .join('\n');
    expect(outsideCode).not.toMatch(/(^|[^\\])(<img|!\[|\]\()/);
    expect(text).not.toMatch(/^# /m);
  });

  it('cuts what is long', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      path: `f${index}`,
      change: 'added' as const,
      diff: '',
    }));
    const text = summarizePlan({
      operation: 'apply',
      files: many,
      changes: [],
      pools: [],
      gpus: {},
      restarts: [],
      findings: [],
    });
    expect(text).toContain('- and 35 more files\n');
    expect(text).not.toContain('f59');
  });
});
