import { expect, test } from 'vitest';
import { onceSettled } from './settle.ts';

/** As kafkajs makes an error of what a broker answers. */
const answered = (type: string): Error => Object.assign(new Error(type), { type });

function answering(...answers: readonly (string | Error)[]): () => Promise<string> {
  const left = [...answers];
  return async () => {
    const answer = left.shift()!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

test.each(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION'])(
  'a broker that answers %s of a new topic is asked again',
  async (type) => {
    expect(await onceSettled(answering(answered(type), answered(type), 'known'))).toBe('known');
  },
);

test('any other error is told at once', async () => {
  const ask = answering(answered('TOPIC_AUTHORIZATION_FAILED'), 'never asked');
  await expect(onceSettled(ask)).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
  expect(await ask()).toBe('never asked');
});
