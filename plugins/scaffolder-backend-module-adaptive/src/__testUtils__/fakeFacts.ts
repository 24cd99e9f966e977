import type { PlanRequest } from '@adaptive-portal/plugin-adaptive-common';
import type {
  PlanFacts,
  PlanFactsAnswer,
  PlanFactsAsker,
} from '../plan/planFacts';

/** Facts that a test gives, and who asked for them. */
export interface FakeFacts extends PlanFacts {
  answer: PlanFactsAnswer;
  readonly asked: Array<{ request: PlanRequest; asker: PlanFactsAsker }>;
}

/** An Adaptive backend that has nothing to say, unless a test gives it an answer. */
export function fakeFacts(
  answer: PlanFactsAnswer = { findings: [] },
): FakeFacts {
  const facts: FakeFacts = {
    answer,
    asked: [],
    async ask(request, asker) {
      facts.asked.push({ request, asker });
      return facts.answer;
    },
  };
  return facts;
}
