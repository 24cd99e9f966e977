export { StreamHub } from './StreamHub';
export { DEFAULT_STREAM_TIMES, type StreamTimes } from './sessionOptions';
