/** Numbers of a query come as text; the specification has checked that they are numbers. */
export function withNumber<T extends { limit?: number }>(query: T): T {
  const { limit } = query;
  return limit === undefined ? query : { ...query, limit: Number(limit) };
}
