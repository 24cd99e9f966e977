import { ConfigReader } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import { readHistoryConfig } from './config';

const read = (...values: JsonValue[]) =>
  readHistoryConfig(
    new ConfigReader({
      adaptive: {
        history: Object.fromEntries(
          values.map(value => ['retentionDays', value]),
        ),
      },
    }),
  );

describe('readHistoryConfig', () => {
  it('keeps two weeks by default', () => {
    expect(read()).toEqual({ retentionDays: 14 });
    expect(read(90)).toEqual({ retentionDays: 90 });
  });

  it.each([0, -1, 1.5, 4000, 'forever', true])('refuses %p', value => {
    expect(() => read(value)).toThrow(
      `Invalid config value at 'adaptive.history.retentionDays': '${value}', accepted: a whole number of days from 1 to 3650`,
    );
  });
});
