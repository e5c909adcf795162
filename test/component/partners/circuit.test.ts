import { circuit } from '../../../functions/partners/http/circuit.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const broken = () => {
  const breaker = circuit({ failures: 3, pauseSeconds: 30, refusals: 4 });
  for (let failure = 0; failure < 3; failure += 1) {
    breaker.admits(at(0));
    breaker.failed(at(0));
  }
  return breaker;
};

describe('the circuit breaker', () => {
  it('lets calls through while failures are fewer than the limit in a row', () => {
    const breaker = circuit({ failures: 2, pauseSeconds: 30, refusals: 4 });

    breaker.failed(at(0));
    breaker.succeeded();
    breaker.failed(at(1));

    expect(breaker.admits(at(1))).toBe(true);
  });

  it('refuses at once after too many failures in a row', () => {
    expect(broken().admits(at(29))).toBe(false);
  });

  it('lets one call try when the pause is over, and no second one meanwhile', () => {
    const breaker = broken();

    expect([breaker.admits(at(30)), breaker.admits(at(30))]).toEqual([true, false]);
  });

  it('closes when the trial succeeds', () => {
    const breaker = broken();

    breaker.admits(at(30));
    breaker.succeeded();

    expect([breaker.admits(at(30)), breaker.admits(at(30))]).toEqual([true, true]);
  });

  it('pauses anew when the trial fails', () => {
    const breaker = broken();

    breaker.admits(at(30));
    breaker.failed(at(30));

    expect([breaker.admits(at(59)), breaker.admits(at(60))]).toEqual([false, true]);
  });

  it('lets another call try when the one on trial was not made', () => {
    const breaker = broken();

    breaker.admits(at(30));
    breaker.abandoned();

    expect([breaker.admits(at(30)), breaker.admits(at(30))]).toEqual([true, false]);
  });

  it('lets one call try after enough refusals, though the time of its callers stands still', () => {
    const breaker = broken();

    const admitted = Array.from({ length: 5 }, () => breaker.admits(at(0)));

    expect(admitted).toEqual([false, false, false, false, true]);
  });
});
