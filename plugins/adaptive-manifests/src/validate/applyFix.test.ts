import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { arbitraryFullEngine } from '../__testUtils__/arbitraryEngine';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import type { FixExample } from '../__testUtils__/clusterFixExamples';
import { FIX_EXAMPLES } from '../__testUtils__/fixExamples';
import { BY_PEOPLE, FACTS, SIZED } from '../__testUtils__/ruleSides';
import type { EngineInput, Finding, RenderTarget } from '../model';
import { renderEngine } from '../render';
import { applyFix } from './applyFix';
import { validateAgainstCluster } from './cluster/validateAgainstCluster';
import { validateEngine } from './validateEngine';

function findingsOf(
  input: EngineInput,
  { target = exampleTarget, facts }: Omit<FixExample, 'change'>,
): Finding[] {
  return facts
    ? validateAgainstCluster(input, renderEngine(input, target), facts)
    : validateEngine(input, target);
}

function same(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.path === b.path && a.sentence === b.sentence;
}

/** Findings whose fix does not mend them. */
function unmended(
  input: EngineInput,
  about: Omit<FixExample, 'change'>,
): string[] {
  return findingsOf(input, about)
    .filter(({ fix }) => fix !== undefined)
    .filter(finding =>
      findingsOf(applyFix(input, finding), about).some(other =>
        same(other, finding),
      ),
    )
    .map(({ rule, sentence }) => `${rule}: ${sentence}`);
}

const EXAMPLES = Object.entries(FIX_EXAMPLES).flatMap(([rule, examples]) =>
  examples.map((example, index): [string, number, FixExample] => [
    rule,
    index,
    example,
  ]),
);

describe('fixes', () => {
  it.each(EXAMPLES)('%s (%#) is mended by its fix', (rule, _, example) => {
    const input = { ...exampleEngine, ...example.change };
    const found = findingsOf(input, example).filter(
      finding => finding.rule === rule && finding.fix !== undefined,
    );
    expect(found.length).toBeGreaterThan(0);
    expect(unmended(input, example)).toEqual([]);
  });

  it('mend what they say, whatever else is wrong', () => {
    const changes = EXAMPLES.filter(([, , { facts }]) => !facts).map(
      ([, , { change }]) => change,
    );
    const targets: RenderTarget[] = [
      exampleTarget,
      { ...exampleTarget, autoscaling: {} },
    ];
    fc.assert(
      fc.property(
        arbitraryFullEngine,
        fc.uniqueArray(fc.constantFrom(...changes), { maxLength: 4 }),
        fc.constantFrom(...targets),
        (engine, faults, target) => {
          const input = faults.reduce<EngineInput>(
            (changed, fault) => ({ ...changed, ...fault }),
            engine,
          );
          expect(unmended(input, { target })).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('leave the engine that they are applied to alone', () => {
    const input = { ...exampleEngine, rootUrl: 'http://chat.example.com' };
    const before = JSON.stringify(input);
    const [finding] = validateEngine(input).filter(({ fix }) => fix);
    expect(applyFix(input, finding).rootUrl).toBe('https://chat.example.com');
    expect(JSON.stringify(input)).toBe(before);
  });

  it('are refused where there is none, and lead nowhere else', () => {
    const finding: Finding = {
      rule: 'x',
      severity: 'error',
      path: '',
      sentence: 's',
      remedy: 'Ask somebody',
    };
    expect(() => applyFix(exampleEngine, finding)).toThrow('Ask somebody');
    const fix = [
      { op: 'add' as const, path: '/__proto__/polluted', value: true },
      { op: 'add' as const, path: '/nowhere/else', value: true },
      { op: 'remove' as const, path: '/pools/9/name' },
    ];
    expect(applyFix(exampleEngine, { ...finding, fix })).toEqual(exampleEngine);
    expect({}).not.toHaveProperty('polluted');
  });
});

/** Ids of rules that the sources report, but for those that are put together. */
function rulesOfSources(): string[] {
  const folders = ['.', 'cluster', '../lint', '../plan'];
  const sources = folders.flatMap(folder =>
    readdirSync(join(__dirname, folder))
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map(name => readFileSync(join(__dirname, folder, name), 'utf8')),
  );
  const patterns = [
    /\.(?:error|warning|info)\(\s*'([a-z0-9-]+)'/g,
    /\brule(?:: | = )'([a-z0-9-]+)'/g,
    /'([a-z0-9-]+)',\s*findings,?\s*\)/g,
  ];
  const ids = sources.flatMap(source =>
    patterns.flatMap(pattern =>
      [...source.matchAll(pattern)].map(match => match[1]),
    ),
  );
  return [...new Set(ids)];
}

describe('rules', () => {
  it('each have a fix, or are known to be for people', () => {
    const known = new Set([
      ...Object.keys(FIX_EXAMPLES),
      ...BY_PEOPLE,
      ...FACTS,
      ...SIZED,
    ]);
    expect(rulesOfSources().filter(rule => !known.has(rule))).toEqual([]);
  });

  it('are on one side only, and exist', () => {
    const fixed = Object.keys(FIX_EXAMPLES);
    expect(BY_PEOPLE.filter(rule => fixed.includes(rule))).toEqual([]);
    const found = rulesOfSources();
    const sized = SIZED.map(part => `${part}-cpu`);
    expect(
      [...BY_PEOPLE, ...fixed, ...FACTS].filter(
        rule => !found.includes(rule) && !sized.includes(rule),
      ),
    ).toEqual([]);
  });
});
