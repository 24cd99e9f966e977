import { ACCEPTED_TIME, readTime } from './times';

describe('readTime', () => {
  it.each(['2026-08-01T12:00:00Z', '2026-08-01T14:00+02:00', '1785585600'])(
    'takes %s',
    text => {
      expect(readTime('from', text)).toBe(Date.UTC(2026, 7, 1, 12));
    },
  );

  it.each([
    // Milliseconds, not seconds.
    '1785585600000',
    '999999999999',
    '1785585600.5',
    '-1',
    '2026-08-01T12:00:00',
    '2026-13-01T12:00:00Z',
    'soon',
    '',
  ])('refuses %p, naming the forms and their units', text => {
    expect(() => readTime('to', text)).toThrow(
      `Invalid query parameter 'to': '${text}', accepted: ${ACCEPTED_TIME}`,
    );
  });
});
