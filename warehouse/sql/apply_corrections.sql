-- A correction holds as long as its observation is current and says what it said when the correction was written.
UPDATE correction c
SET is_applied = true
FROM observation o
WHERE o.observation_id = c.observation_id AND o.obs_value = c.expected_value AND o.is_current
