-- What reviewers said of pairs: seen by whoever sees both persons, as what people say of persons is; never changed.

CALL mash.police_pair('review_reviewdecision', 'person_a_id', 'person_b_id');
