/** A pushed branch that people are asked to review. */
export interface ReviewRequest {
  branch: string;
  targetBranch: string;
  title: string;
  /** Markdown. */
  body: string;
  /** Text in the body by which the portal knows its own request again. */
  marker: string;
  signal?: AbortSignal;
}

/** An open request as a host shows it. */
export interface OpenRequest {
  /** Address for people. */
  url: string;
  /** All of its description. */
  body: string;
  /** Replaces the description and changes nothing else. */
  setBody(body: string): Promise<void>;
}

/** Source and target of a request, both in the same repository. */
export type ReviewBranches = Pick<
  ReviewRequest,
  'branch' | 'targetBranch' | 'signal'
>;

/** One git host's way to review a branch: three calls, and no decisions. */
export interface ReviewHost {
  /** Longest description the host takes, in characters. */
  maxBody: number;
  /** The open request of these branches; one from a fork does not count. */
  findOpen(branches: ReviewBranches): Promise<OpenRequest | undefined>;
  /**
   * Opens a request.
   *
   * @throws ConflictError when there is one already, where the host says so
   */
  create(
    request: ReviewBranches & { title: string; body: string },
  ): Promise<OpenRequest>;
}
