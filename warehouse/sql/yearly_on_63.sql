SELECT * FROM yearly_as_reported WHERE ref_area = 'VN' OR ref_area LIKE 'VN63%'
