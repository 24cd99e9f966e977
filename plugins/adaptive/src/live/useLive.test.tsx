import { act, render, screen } from '@testing-library/react';
import { ResponseError } from '@backstage/errors';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { adaptiveApiRef } from '../api';
import { engineSummary, healthyEngine } from '../__testUtils__/engines';
import { MockAdaptiveApi } from '../__testUtils__/mockApi';
import { useEngine, useFleet } from './useLive';

const { ref } = healthyEngine;

function EngineProbe() {
  const live = useEngine(ref);
  return (
    <button onClick={live.retry}>
      {live.status}
      {'value' in live && ` ${live.value.statusReason}`}
      {'error' in live && live.error && ` ${live.error.message}`}
    </button>
  );
}

function FleetProbe() {
  const live = useFleet();
  return (
    <p>
      {live.status}
      {'value' in live &&
        ` ${live.value.engines.map(e => e.ref.release).join(',')}`}
    </p>
  );
}

function show(element: JSX.Element) {
  const api = new MockAdaptiveApi();
  const view = render(
    <TestApiProvider apis={[[adaptiveApiRef, api]]}>{element}</TestApiProvider>,
  );
  return { api, ...view };
}

const settle = (ms = 0) => act(() => jest.advanceTimersByTimeAsync(ms));
const text = () => document.body.textContent;

async function setHidden(hidden: boolean) {
  jest.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
}

async function refusal(status: number) {
  return ResponseError.fromResponse(
    new Response(JSON.stringify({ error: { name: 'E', message: 'no' } }), {
      status,
      headers: { 'Content-Type': 'application/json' },
    }),
  );
}

describe('live values', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('follow the stream without being asked again', async () => {
    const { api } = show(<EngineProbe />);
    expect(text()).toBe('loading');
    expect(api.lastStream().options.engine).toEqual(ref);

    api.lastStream().send({ type: 'engine', engine: healthyEngine });
    await settle();
    expect(text()).toBe('live All is well');

    api.lastStream().send({
      type: 'engine',
      engine: { ...healthyEngine, statusReason: 'Scaling out' },
    });
    await settle();
    expect(text()).toBe('live Scaling out');
    expect(api.streams).toHaveLength(1);
  });

  it('keep the last value and reconnect when the stream breaks', async () => {
    const { api } = show(<EngineProbe />);
    api.lastStream().send({ type: 'engine', engine: healthyEngine });
    await settle();
    api.lastStream().fail(new Error('network gone'));
    await settle();
    expect(text()).toBe('reconnecting All is well network gone');

    await settle(1_000);
    expect(api.streams).toHaveLength(2);
    api.lastStream().send({
      type: 'engine',
      engine: { ...healthyEngine, statusReason: 'Back' },
    });
    await settle();
    expect(text()).toBe('live Back');
  });

  it('go on where the stream was cut, and are live again without news', async () => {
    const { api } = show(<EngineProbe />);
    api.lastStream().send({ type: 'engine', engine: healthyEngine });
    await settle();
    const { position } = api.lastStream().options;
    api.lastStream().end();
    await settle(1_000);
    expect(api.lastStream().options.position).toBe(position);
    api.lastStream().send({ type: 'resumed' });
    await settle();
    expect(text()).toBe('reconnecting All is well');
    api.lastStream().send({ type: 'synced' });
    await settle();
    expect(text()).toBe('live All is well');
  });

  it('wait longer after every failure, up to half a minute', async () => {
    const { api } = show(<EngineProbe />);
    jest.spyOn(Math, 'random').mockReturnValue(1);
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const before = api.streams.length;
      api.lastStream().fail(new Error('down'));
      await settle(seconds * 1000 - 1);
      expect(api.streams).toHaveLength(before);
      await settle(1);
      expect(api.streams).toHaveLength(before + 1);
    }
    expect(text()).toBe('failed down');
  });

  it('try again at once when asked', async () => {
    const { api } = show(<EngineProbe />);
    api.lastStream().fail(new Error('down'));
    await settle();
    act(() => screen.getByRole('button').click());
    expect(api.streams).toHaveLength(2);
  });

  it('close while the page is hidden and reopen when it is seen', async () => {
    const { api } = show(<EngineProbe />);
    api.lastStream().send({ type: 'engine', engine: healthyEngine });
    await settle();
    await setHidden(true);
    expect(api.lastStream().options.signal.aborted).toBe(true);
    await settle(120_000);
    expect(api.streams).toHaveLength(1);
    expect(text()).toBe('reconnecting All is well');

    await setHidden(false);
    expect(api.streams).toHaveLength(2);
  });

  it('say that there is no such engine, and notice when it appears', async () => {
    const { api } = show(<EngineProbe />);
    api.lastStream().send({ type: 'synced' });
    await settle();
    expect(text()).toBe('notFound');
    api.lastStream().send({ type: 'engine', engine: healthyEngine });
    await settle();
    expect(text()).toBe('live All is well');
    api.lastStream().send({ type: 'removed', ref });
    await settle();
    expect(text()).toBe('notFound');
  });

  it('read a 404 as not found and keep looking', async () => {
    const { api } = show(<EngineProbe />);
    api.lastStream().fail(await refusal(404));
    await settle();
    expect(text()).toBe('notFound');
    await settle(1_000);
    expect(api.streams).toHaveLength(2);
  });

  it('forget the value and stop asking when the user is refused', async () => {
    const { api } = show(<EngineProbe />);
    api.lastStream().send({ type: 'engine', engine: healthyEngine });
    await settle();
    api.lastStream().fail(await refusal(403));
    await settle(120_000);
    expect(text()).toMatch(/^failed /);
    expect(api.streams).toHaveLength(1);
  });

  it('share one connection, and close it after the last one left', async () => {
    const { api, unmount } = show(
      <>
        <EngineProbe />
        <EngineProbe />
      </>,
    );
    expect(api.streams).toHaveLength(1);
    unmount();
    expect(api.lastStream().options.signal.aborted).toBe(false);
    await settle(5_000);
    expect(api.lastStream().options.signal.aborted).toBe(true);
  });
});

describe('the fleet', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const summary = (release: string) => ({
    type: 'engine-summary' as const,
    engine: { ...engineSummary, ref: { ...ref, release } },
  });

  it('appears when it is complete, and forgets what a new connection no longer lists', async () => {
    const { api } = show(<FleetProbe />);
    api.lastStream().send(summary('b'), summary('a'));
    await settle();
    expect(text()).toBe('loading');
    api.lastStream().send({ type: 'synced' });
    await settle();
    expect(text()).toBe('live a,b');
    api.lastStream().send({ type: 'removed', ref: { ...ref, release: 'a' } });
    await settle();
    expect(text()).toBe('live b');

    api.lastStream().end();
    await settle(1_000);
    api.lastStream().send(summary('c'));
    await settle();
    expect(text()).toBe('reconnecting b');
    api.lastStream().send({ type: 'synced' });
    await settle();
    expect(text()).toBe('live c');
  });

  it('keeps what it has when the stream goes on where it was cut', async () => {
    const { api } = show(<FleetProbe />);
    api.lastStream().send(summary('a'), summary('b'), { type: 'synced' });
    await settle();
    api.lastStream().end();
    await settle(1_000);
    api
      .lastStream()
      .send(
        { type: 'resumed' },
        { type: 'removed', ref: { ...ref, release: 'a' } },
        { type: 'synced' },
      );
    await settle();
    expect(text()).toBe('live b');
  });
});
