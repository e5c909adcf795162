import Sequencer from '@jest/test-sequencer';

/** Folders whose tests start a whole country or synthesize, the longest first; where no run has been timed yet, jest would go by the size of files. */
const LONG = ['local/crash/', 'local/journeys/', 'workflow/', 'infra/', 'local/host/'];

const placeOf = ({ path }) => {
  const place = LONG.findIndex((folder) => path.includes(`/test/${folder}`));
  return place < 0 ? LONG.length : place;
};

/** Tests in the order that leaves no long one for the end, when the other core has nothing left to do. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((left, right) => placeOf(left) - placeOf(right));
  }
}
