import type { CaseRoot } from '../../casefile/case.ts';
import type { Campaign } from './campaign.ts';

/** Whether a case is in the segment of a campaign. */
export const isInSegment = (
  { segment, language }: Pick<Campaign, 'segment' | 'language'>,
  root: Pick<CaseRoot, 'area' | 'programme' | 'status' | 'language' | 'pregnancy'>,
): boolean =>
  segment.areas.includes(root.area) &&
  (segment.programme === undefined || segment.programme === root.programme) &&
  (segment.statuses === undefined ? root.status !== 'exited' : segment.statuses.includes(root.status)) &&
  (segment.birth === undefined || (segment.birth === 'after') === (root.pregnancy.endedOn !== undefined)) &&
  (language === undefined || language === root.language);
