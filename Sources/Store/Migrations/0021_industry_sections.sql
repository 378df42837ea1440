-- Industries are kept with the letter of their section (A0111), so that everything below a level begins with its code and a
-- selector finds it by that beginning (2.2.5). Bounds of the sections: GB/T 4754-2017, Reference/industries.yaml.
UPDATE registry_subject SET industry =
    CASE
        WHEN substr(industry, 1, 2) <= '05' THEN 'A'
        WHEN substr(industry, 1, 2) <= '12' THEN 'B'
        WHEN substr(industry, 1, 2) <= '43' THEN 'C'
        WHEN substr(industry, 1, 2) <= '46' THEN 'D'
        WHEN substr(industry, 1, 2) <= '50' THEN 'E'
        WHEN substr(industry, 1, 2) <= '52' THEN 'F'
        WHEN substr(industry, 1, 2) <= '60' THEN 'G'
        WHEN substr(industry, 1, 2) <= '62' THEN 'H'
        WHEN substr(industry, 1, 2) <= '65' THEN 'I'
        WHEN substr(industry, 1, 2) <= '69' THEN 'J'
        WHEN substr(industry, 1, 2) <= '70' THEN 'K'
        WHEN substr(industry, 1, 2) <= '72' THEN 'L'
        WHEN substr(industry, 1, 2) <= '75' THEN 'M'
        WHEN substr(industry, 1, 2) <= '79' THEN 'N'
        WHEN substr(industry, 1, 2) <= '82' THEN 'O'
        WHEN substr(industry, 1, 2) <= '83' THEN 'P'
        WHEN substr(industry, 1, 2) <= '85' THEN 'Q'
        WHEN substr(industry, 1, 2) <= '90' THEN 'R'
        WHEN substr(industry, 1, 2) <= '96' THEN 'S'
        ELSE 'T'
    END || industry
WHERE substr(industry, 1, 1) >= '0' AND substr(industry, 1, 1) <= '9';
