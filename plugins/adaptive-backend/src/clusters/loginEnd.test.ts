import { certificateEnd, tokenEnd } from './loginEnd';
import { createTestCertificates } from './__testUtils__/createTestCertificates';

describe('the end of a token', () => {
  const jwt = (payload: unknown) =>
    `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`;

  it('is its claim exp', () => {
    expect(tokenEnd(jwt({ exp: 1_795_356_000 }))).toBe(
      '2026-11-22T14:00:00.000Z',
    );
  });

  it.each([
    ['no token', undefined],
    ['an opaque token', 'abc'],
    ['a broken one', 'a.b.c'],
    ['an endless one', jwt({ sub: 'x' })],
    ['milliseconds', jwt({ exp: 1_795_356_000_000 })],
    ['text', jwt({ exp: 'soon' })],
    ['nothing', jwt(null)],
  ])('is unknown: %s', (_what, token) => {
    expect(tokenEnd(token)).toBeUndefined();
  });
});

describe('the end of a certificate', () => {
  it('is what it says', () => {
    const end = certificateEnd(createTestCertificates().ca);
    expect(Date.parse(end ?? '')).toBeGreaterThan(Date.now());
  });

  it('is unknown of anything else', () => {
    expect(certificateEnd('nope')).toBeUndefined();
    expect(certificateEnd(undefined)).toBeUndefined();
  });
});
