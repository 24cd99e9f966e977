import fc from 'fast-check';
import { EventStreamParser } from './parseEventStream';

describe('EventStreamParser', () => {
  it('reads event, id and data', () => {
    expect(
      new EventStreamParser().push('event: engine\nid: 7\ndata: {"a":1}\n\n'),
    ).toEqual([{ event: 'engine', id: '7', data: '{"a":1}' }]);
  });

  it('skips comments, so heartbeats are no events', () => {
    expect(
      new EventStreamParser().push(': heartbeat\n\nretry: 10\n\n'),
    ).toEqual([]);
  });

  it('joins several data lines with line feeds', () => {
    expect(new EventStreamParser().push('data: a\ndata:b\n\n')).toEqual([
      { event: 'message', id: undefined, data: 'a\nb' },
    ]);
  });

  it('keeps back what is not finished', () => {
    const parser = new EventStreamParser();
    expect(parser.push('data: half\n')).toEqual([]);
    expect(parser.push('\n')).toHaveLength(1);
  });

  it.each(['\n', '\r\n', '\r'])(
    'finds the same events wherever the text is cut (line end %j)',
    end => {
      // The closing comment makes a lone CR at the end unambiguous.
      const text = ['event: a', 'data: 1', '', ': x', 'data: 2', '', ': end']
        .map(line => line + end)
        .join('');
      fc.assert(
        fc.property(fc.array(fc.nat(text.length)), cuts => {
          const parser = new EventStreamParser();
          const points = [0, ...cuts.sort((a, b) => a - b), text.length];
          const events = points.flatMap((point, i) =>
            parser.push(text.slice(point, points[i + 1] ?? text.length)),
          );
          expect(events.map(event => event.data)).toEqual(['1', '2']);
        }),
      );
    },
  );
});
