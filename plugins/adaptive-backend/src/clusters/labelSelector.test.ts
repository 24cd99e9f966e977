import { isLabelSelector } from './labelSelector';

describe('isLabelSelector', () => {
  it.each([
    'a=b',
    'a==b',
    'a != b',
    'a',
    '!a',
    'a>1',
    'a=',
    'app.kubernetes.io/name=adaptive',
    'app.kubernetes.io/name in (adaptive, keda-operator)',
    'a notin (b),c,!d , e=f_g.h',
  ])('reads %j', selector => {
    expect(isLabelSelector(selector)).toBe(true);
  });

  it.each([
    '',
    ',',
    'a=b=c',
    'a=b,',
    'a in b',
    'a in (b',
    'a>b?',
    '-a',
    'a b',
    'A.example/x=y',
    `a=${'x'.repeat(64)}`,
  ])('does not read %j', selector => {
    expect(isLabelSelector(selector)).toBe(false);
  });

  it('reads a long one in no time, also one that is wrong at its end', () => {
    const terms = Array.from(
      { length: 2_000 },
      (_, i) => `key-${i}=value-${i}`,
    );
    expect(isLabelSelector(terms.join())).toBe(true);
    expect(isLabelSelector(`${terms.join()},=`)).toBe(false);
  });
});
