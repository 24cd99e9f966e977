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

/** Asks for a review in the way of one git host. */
export interface ReviewRequester {
  /**
   * Opens a request for the branch, or brings the open one up to date. Calling it again changes nothing.
   *
   * @returns address of the request for people
   */
  ensureReview(request: ReviewRequest): Promise<{ url: string }>;
}
