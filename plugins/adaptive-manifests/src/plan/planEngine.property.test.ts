import fc from 'fast-check';
import { arbitraryFullEngine } from '../__testUtils__/arbitraryEngine';
import { arbitraryFacts } from '../__testUtils__/arbitraryFacts';
import { exampleTarget } from '../__testUtils__/exampleEngine';
import type { RenderedFile } from '../model';
import { renderEngine } from '../render';
import { applyFix, validateAgainstCluster } from '../validate';
import { planEngine } from './planEngine';
import { summarizePlan } from './summarizePlan';

const SEVERITIES = ['error', 'warning', 'info'];

/** What people leave behind: text that is no YAML, of other shapes, or too deep. */
const damage = fc.constantFrom<((content: string) => string) | undefined>(
  undefined,
  () => '',
  () => '- 1\n- 2\n',
  content => `${content}\n\tx: [`,
  content => content.replace(/: .*/g, ': !!binary "AAAA"'),
  content => content.replace(/: \d+$/gm, ': {a: [1, "two"]}'),
  content => content.replace(/:$/gm, ': null #'),
  () => `a: &a [*a]\n`,
  () => '['.repeat(2_000),
  () => 'kind: ScaledObject\nspec: 1\nmetadata: []\n',
  () => '__proto__:\n  polluted: true\nconstructor: 1\n',
);

function damaged(
  files: RenderedFile[],
  faults: Array<((content: string) => string) | undefined>,
): RenderedFile[] {
  return files.map(({ path, content }, index) => ({
    path,
    content: faults[index % faults.length]?.(content) ?? content,
  }));
}

const faults = fc.array(damage, { minLength: 1, maxLength: 6 });

describe('planEngine, whatever it gets', () => {
  it('plans any engine against any cluster', () => {
    fc.assert(
      fc.property(
        fc.option(arbitraryFullEngine, { nil: undefined }),
        arbitraryFullEngine,
        arbitraryFacts,
        (old, input, facts) => {
          const before = old ? renderEngine(old, exampleTarget) : [];
          const after = renderEngine(input, exampleTarget);
          const target = exampleTarget;
          const operation = 'apply';
          const options = { operation, before, after, facts } as const;
          const plan = planEngine({ ...options, input, target });
          const order = plan.findings.map(({ severity }) =>
            SEVERITIES.indexOf(severity),
          );
          expect(order).toEqual([...order].sort());
          expect(plan.gpus.after?.min).toBe(
            [
              ...input.pools.map(
                pool => pool.minReplicas * pool.gpusPerReplica,
              ),
              (input.defaultGroup?.replicas ?? 0) *
                (input.defaultGroup?.gpusPerReplica ?? 0),
            ].reduce((sum, gpus) => sum + gpus, 0),
          );
          // The files say the same as the input, and both name no unknown facts as errors.
          expect(planEngine(options).pools).toEqual(plan.pools);
          const unknown = plan.findings.filter(({ rule }) =>
            rule.endsWith('-unchecked'),
          );
          expect(unknown.every(({ severity }) => severity === 'info')).toBe(
            true,
          );
          expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
          expect(summarizePlan(plan)).toMatch(/\n$/);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('says of damaged files what it can, and throws nothing', () => {
    fc.assert(
      fc.property(
        arbitraryFullEngine,
        faults,
        faults,
        fc.boolean(),
        (input, was, is, given) => {
          const files = renderEngine(input, exampleTarget);
          const plan = planEngine({
            operation: 'apply',
            before: damaged(files, was),
            after: damaged(files, is),
            target: exampleTarget,
            ...(given ? { input } : {}),
          });
          expect(summarizePlan(plan)).toMatch(/\n$/);
          expect({}).not.toHaveProperty('polluted');
        },
      ),
      { numRuns: 30 },
    );
  });

  it('changes nothing twice', () => {
    fc.assert(
      fc.property(arbitraryFullEngine, input => {
        const files = renderEngine(input, exampleTarget);
        const plan = planEngine({
          operation: 'apply',
          before: files,
          after: files,
        });
        expect([plan.files, plan.changes]).toEqual([[], []]);
        expect(plan.gpus.peakWhileRolling).toEqual(plan.gpus.after);
        expect(plan.restarts.every(({ effect }) => effect === 'left')).toBe(
          true,
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('fixes of what the cluster lacks', () => {
  it('mend it', () => {
    fc.assert(
      fc.property(arbitraryFullEngine, arbitraryFacts, (input, facts) => {
        const check = (engine: typeof input) =>
          validateAgainstCluster(
            engine,
            renderEngine(engine, exampleTarget),
            facts,
          );
        const unmended = check(input)
          .filter(({ fix }) => fix !== undefined)
          .filter(finding => {
            const { rule, sentence } = finding;
            return check(applyFix(input, finding)).some(
              other => other.rule === rule && other.sentence === sentence,
            );
          });
        expect(unmended).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
