import { parseEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { EngineNumbers, UNKNOWN_VERSION } from './EngineNumbers';

const [chat, search, judge] = ['chat', 'search', 'judge'].map(name =>
  parseEngineRef(`eu-1/n/${name}`),
);

describe('EngineNumbers', () => {
  it('gives every engine a number of its own, always the same', () => {
    const numbers = new EngineNumbers();
    const all = [chat, search, judge].map(ref => numbers.of(ref));
    expect(new Set(all).size).toBe(3);
    expect(numbers.of({ ...search })).toBe(all[1]);
    expect(numbers.ref(all[1])).toEqual(search);
  });

  it('gives other versions other numbers, none of them the unknown one', () => {
    const numbers = new EngineNumbers();
    const engine = numbers.of(chat);
    const first = numbers.versionOf(engine, '');
    expect(numbers.versionOf(engine, '')).toBe(first);
    const second = numbers.versionOf(engine, 'b');
    expect(new Set([0, UNKNOWN_VERSION, first, second]).size).toBe(4);
  });

  it('takes back numbers that nobody uses, but not their versions', () => {
    const numbers = new EngineNumbers();
    const [first, second] = [numbers.of(chat), numbers.of(search)];
    const version = numbers.versionOf(first, 'a');
    numbers.sweep(number => number === second);
    expect(numbers.size).toBe(1);
    expect(numbers.of(search)).toBe(second);
    expect(numbers.of(judge)).toBe(first);
    expect(numbers.ref(first)).toEqual(judge);
    expect(numbers.versionOf(first, 'a')).not.toBe(version);
    expect(numbers.of(chat)).not.toBe(first);
  });
});
