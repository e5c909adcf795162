import { apiFunction } from '../../runtime/api.ts';
import { files, table } from '../../runtime/aws.ts';
import { decideReview } from './decide-review.ts';
import { getReview } from './get-review.ts';
import { listReviews } from './list-reviews.ts';

const needs = { files, table };

export const { handler, manifest } = apiFunction({ table }, [listReviews(needs), getReview(needs), decideReview(needs)]);
