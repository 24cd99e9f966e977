import type { Engine, Problem } from '@adaptive-portal/plugin-adaptive-common';
import { mockServices } from '@backstage/backend-test-utils';
import {
  FakeEnginesService,
  mockEngine,
} from '../__testUtils__/FakeEnginesService';
import { MappedProblems, withMappedProblems } from './MappedProblems';

function problem(code: string, change: Partial<Problem> = {}): Problem {
  return {
    code,
    severity: 'warning',
    sentence: '',
    evidence: [],
    remedy: '',
    ...change,
  };
}

const CHAT = mockEngine('eu-1/n/chat', { problems: [problem('own')] });

describe('problems that modules find', () => {
  function start(detect: (engine: Engine) => Problem[]) {
    const engines = new FakeEnginesService([CHAT]);
    const logger = mockServices.logger.mock();
    const mappers = [{ id: 'licences', detect }];
    const mapped = new MappedProblems({ engines, mappers, logger });
    return { engines, logger, mapped };
  }

  it('are put among those of engine and pool, and change the version', () => {
    const { mapped } = start(() => [
      problem('expired', { severity: 'critical', pool: 'llama-70b' }),
      problem('late'),
    ]);
    const engine = mapped.get(CHAT.ref);
    const codes = (problems: Problem[] = []) => problems.map(p => p.code);
    expect(codes(engine?.problems)).toEqual(['expired', 'own', 'late']);
    expect(codes(engine?.computePools[0].problems)).toEqual(['expired']);
    expect(engine?.version).not.toBe(CHAT.version);
    expect(mapped.list()).toEqual([engine]);
  });

  it('leave an engine alone that has none', () => {
    expect(start(() => []).mapped.get(CHAT.ref)).toBe(CHAT);
  });

  it('are looked for once per change', () => {
    const detect = jest.fn(() => [problem('late')]);
    const { mapped, engines } = start(detect);
    expect(mapped.get(CHAT.ref)).toBe(mapped.list()[0]);
    expect(detect).toHaveBeenCalledTimes(1);
    engines.put({ ...CHAT, version: '2' });
    mapped.get(CHAT.ref);
    expect(detect).toHaveBeenCalledTimes(2);
  });

  it('are missing, and nothing else is, when a mapper throws', () => {
    const { mapped, engines, logger } = start(() => {
      throw new Error('oops');
    });
    expect(mapped.get(CHAT.ref)).toBe(CHAT);
    engines.put({ ...CHAT, version: '2' });
    mapped.get(CHAT.ref);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('cost nothing without a mapper', () => {
    const { engines, logger } = start(() => []);
    expect(withMappedProblems({ engines, mappers: [], logger })).toBe(engines);
  });
});
